package dev.confab.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Messages and titles whose words are not in the index, and how far their sessions have got once they are. */
final class LackingTexts {

    static final String SAVE = "SELECT confab_save_search(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private record Text(UUID session, long seq, Optional<String> role, Instant created, int length, String words) {}

    private record Mark(UUID session, long low, long high, Optional<String> title) {}

    private final List<Text> texts = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();

    /** Takes a row of {@code confab_search_lacking}, whose columns begin there. */
    void add(Row row, int first, SearchWords words) throws SQLException {
        Optional<Long> seq = row.optionalNumber(first + 1);
        if (seq.isEmpty()) {
            marks.add(new Mark(row.uuid(first), row.number(first + 5), row.number(first + 6),
                    Optional.ofNullable(row.nullableText(first + 7))));
            return;
        }
        @Nullable
        String text = row.nullableText(first + 4);
        if (text != null) {
            texts.add(new Text(row.uuid(first), seq.get(), Optional.ofNullable(row.nullableText(first + 2)),
                    row.time(first + 3), text.length(), words.ofText(text)));
        }
    }

    boolean isEmpty() {
        return marks.isEmpty();
    }

    /** Fills in {@link #SAVE}. */
    void bind(PreparedStatement statement, String owner) throws SQLException {
        new Parameters(statement).text(owner)
                .array("uuid", marks, Mark::session)
                .array("bigint", marks, Mark::low)
                .array("bigint", marks, Mark::high)
                .optionals("text", marks, Mark::title)
                .array("uuid", texts, Text::session)
                .array("bigint", texts, Text::seq)
                .optionals("message_role_enum", texts, Text::role)
                .array("integer", texts, Text::length)
                .array("timestamptz", texts, text -> Timestamp.from(text.created()))
                .array("text", texts, Text::words);
    }

    static boolean saved(ResultSet rows) throws SQLException {
        return rows.next();
    }
}
