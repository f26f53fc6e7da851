package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.summary.NewSummary;
import dev.confab.domain.summary.Summary;
import dev.confab.domain.summary.SummaryStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keeps summaries in PostgreSQL. */
final class PostgresSummaryStore implements SummaryStore {

    private static final String FIND = Reach.ofOwner("SELECT " + SummaryRows.COLUMNS
            + " FROM session_summaries WHERE session_id = ? AND owner = reach.owner");
    private static final String SAVE = "SELECT confab_save_summary(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String DROP = "SELECT confab_drop_summary(" + Reach.OWNER + ", ?, ?)";

    private final Queries queries;

    PostgresSummaryStore(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    @Override
    public Optional<Summary> find(Owner owner, SessionId session) {
        return queries.run("find_summary", FIND,
                statement -> new Parameters(statement).text(owner.value()).uuid(session.value()),
                rows -> rows.next() ? Optional.of(SummaryRows.summary(new Row(rows))) : Optional.empty());
    }

    @Override
    public boolean save(Owner owner, SessionId session, Optional<Summary> before, NewSummary summary) {
        return queries.run("save_summary", SAVE,
                statement -> new Parameters(statement).text(owner.value())
                        .uuid(session.value())
                        .number(before.map(Summary::seq).orElse(0L))
                        .number(before.map(Summary::revision).orElse(0L))
                        .number(summary.seq())
                        .text(summary.text().value())
                        .text(summary.model())
                        .integer(summary.told().size())
                        .text(digest(summary.told())),
                rows -> rows.next() && new Row(rows).bool(1));
    }

    @Override
    public void drop(Owner owner, SessionId session, long seq) {
        queries.run("drop_summary", DROP,
                statement -> new Parameters(statement).text(owner.value()).uuid(session.value()).number(seq),
                ResultSet::next);
    }

    /** As the database makes it: nobody is kept from anything by it, it tells whether words are the same. */
    private static String digest(List<Message> told) {
        return md5(told.stream().map(message -> md5(message.content().value())).collect(Collectors.joining()));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
