package dev.confab.postgres;

import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a list of sessions ended.
 *
 * @param at       the time by which the last session was listed
 * @param id       its identity
 * @param snapshot what could be seen when the first page was read, in the order of updates
 * @param first    when the first page was read; otherwise the same as {@code at}
 */
record ListPlace(Instant at, UUID id, @Nullable String snapshot, Instant first) {

    private static final String COLUMNS = "SELECT " + SessionRows.entryColumns("(f.o_entry).")
            + ", f.o_at, f.o_snapshot::text, f.o_first FROM ";
    private static final String CREATED = COLUMNS + "confab_list_created(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?) f";
    private static final String UPDATED = COLUMNS + "confab_list_updated(" + Reach.OWNER
            + ", ?, ?, ?, ?, ?, ?, ?, ?) f";

    private static final int AT_COLUMN = SessionRows.ENTRY_WIDTH + 1;
    private static final int CREATED_PARTS = 2;
    private static final int UPDATED_PARTS = 4;
    /** What PostgreSQL would not take for a time was never told. */
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    static String statement(SessionOrder order) {
        return switch (order) {
            case CREATED -> CREATED;
            case UPDATED -> UPDATED;
        };
    }

    /** @param limit one less than the rows that were asked for */
    static SessionListing page(ResultSet rows, int limit) throws SQLException {
        List<SessionEntry> entries = new ArrayList<>();
        Optional<SessionCursor> next = Optional.empty();
        Optional<ListPlace> last = Optional.empty();
        while (rows.next()) {
            var row = new Row(rows);
            if (entries.size() == limit) {
                next = last.map(ListPlace::cursor);
                break;
            }
            SessionEntry entry = SessionRows.entry(row, 1);
            entries.add(entry);
            Instant at = row.time(AT_COLUMN);
            last = Optional.of(new ListPlace(at, entry.session().id().value(), row.nullableText(AT_COLUMN + 1),
                    row.optionalTime(AT_COLUMN + 2).orElse(at)));
        }
        return new SessionListing.Page(entries, next);
    }

    private SessionCursor cursor() {
        return new SessionCursor(at + " " + id + (snapshot == null ? "" : " " + first + " " + snapshot));
    }

    /** Returns the place that a cursor tells; empty if it is none of this order. */
    static Optional<ListPlace> of(SessionCursor cursor, SessionOrder order) {
        String[] parts = cursor.value().split(" ", -1);
        boolean updated = order == SessionOrder.UPDATED;
        if (parts.length != (updated ? UPDATED_PARTS : CREATED_PARTS) || (updated && Snapshot.of(parts[3]).isEmpty())) {
            return Optional.empty();
        }
        try {
            Instant at = time(parts[0]);
            return Optional.of(new ListPlace(at, UUID.fromString(parts[1]), updated ? parts[3] : null,
                    updated ? time(parts[2]) : at));
        } catch (DateTimeException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private static Instant time(String text) {
        Instant time = Instant.parse(text);
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new IllegalArgumentException("a time is beyond all that was stored");
        }
        return time;
    }
}
