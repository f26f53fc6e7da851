package dev.confab.postgres;

import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionNews;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Tells what has changed in PostgreSQL. Each method is one statement, one transaction and one round trip. */
final class PostgresSessionFeed implements SessionFeed {

    private static final String READ = "SELECT f.o_kind, f.o_number::text, f.o_id, f.o_seq, f.o_deleted, f.o_upper::text, f.o_gone, "
            + SessionRows.entryColumns("(f.o_entry).") + ", " + SessionRows.messageColumns("(f.o_message).")
            + " FROM confab_changes(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?, ?) f";

    private static final String FORGET = "SELECT confab_forget_deletions(?, " + Reach.EVERYONE + ")::text";

    private static final int ENTRY_COLUMN = 8;
    private static final int MESSAGE_COLUMN = ENTRY_COLUMN + SessionRows.ENTRY_WIDTH;

    private static final int TOO_OLD = -1;
    private static final int SESSION = 1;
    private static final int MESSAGE = 2;
    private static final int DELETION = 3;
    private static final int WITHDRAWAL = 4;

    private final Queries queries;

    PostgresSessionFeed(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    @Override
    public SessionNews read(Owner owner, Optional<SessionCursor> since, int limit) {
        SessionFeed.requireLimit(limit);
        Optional<FeedPlace> place = since.flatMap(FeedPlace::of);
        if (since.isPresent() && place.isEmpty()) {
            return new SessionNews.TooOld();
        }
        return queries.run("read_changes", READ, statement -> bind(statement, owner, place, limit),
                rows -> news(rows, place, limit));
    }

    private static void bind(PreparedStatement statement, Owner owner, Optional<FeedPlace> place, int limit)
            throws SQLException {
        Optional<FeedPlace.Within> within = place.flatMap(FeedPlace::upper);
        Parameters parameters = new Parameters(statement)
                .text(owner.value())
                .inferred(place.flatMap(FeedPlace::old).map(Snapshot::text).orElse(null))
                .inferred(within.map(FeedPlace.Within::upper).map(Snapshot::text).orElse(null))
                .inferred(within.map(last -> Long.toString(last.number())).orElse(null))
                .integer(within.map(FeedPlace.Within::kind).orElse(null))
                .uuid(within.map(FeedPlace.Within::session).orElse(null));
        parameters.inferred(within.map(last -> Long.toString(last.seq())).orElse(null)).integer(limit);
    }

    private static SessionNews news(ResultSet rows, Optional<FeedPlace> place, int limit) throws SQLException {
        if (!rows.next()) {
            throw new IllegalArgumentException("a row is missing");
        }
        var head = new Row(rows);
        if (head.integer(1) == TOO_OLD) {
            return new SessionNews.TooOld();
        }
        var told = new Told(place.flatMap(FeedPlace::old), new Snapshot(head.text(6)), limit);
        while (rows.next()) {
            told.add(new Row(rows));
        }
        // What has come since the first of these changes were told was left for later.
        return told.news(place.flatMap(FeedPlace::upper).isPresent());
    }

    @Override
    public Optional<SessionCursor> forgetDeletions(Instant before, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
        long forgotten = queries.run("forget_deletions", FORGET,
                statement -> new Parameters(statement).inferred(before.toString()).integer(limit),
                rows -> rows.next() ? new Row(rows).number(1) : 0L);
        return forgotten == 0 ? Optional.empty()
                : Optional.of(
                        new FeedPlace(Optional.of(Snapshot.before(forgotten + 1)), Optional.empty()).cursor());
    }

    /** The changes of one read, as they come: one more than the limit may be among them. */
    private static final class Told {

        private final Optional<Snapshot> old;
        private final Snapshot upper;
        private final int limit;
        private final Map<SessionId, SessionEntry> entries = new HashMap<>();
        private final Map<SessionId, SessionEntry> sessions = new LinkedHashMap<>();
        private final List<Message> messages = new ArrayList<>();
        private final List<SessionNews.Deletion> deleted = new ArrayList<>();
        private final List<SessionNews.Withdrawal> withdrawn = new ArrayList<>();
        private Optional<FeedPlace> last = Optional.empty();
        private int changes;

        Told(Optional<Snapshot> old, Snapshot upper, int limit) {
            this.old = old;
            this.upper = upper;
            this.limit = limit;
        }

        void add(Row row) throws SQLException {
            int kind = row.integer(1);
            var session = new SessionId(row.uuid(3));
            if (row.optionalUuid(ENTRY_COLUMN).isPresent()) {
                entries.put(session, SessionRows.entry(row, ENTRY_COLUMN));
            }
            if (kind > WITHDRAWAL || ++changes > limit) {
                return;
            }
            last = Optional.of(new FeedPlace(old,
                    Optional.of(new FeedPlace.Within(upper, row.number(2), kind, session.value(), row.number(4)))));
            switch (kind) {
                case SESSION -> sessions.put(session, Objects.requireNonNull(entries.get(session)));
                case MESSAGE -> messages.add(SessionRows.message(row, session, MESSAGE_COLUMN));
                case DELETION -> deleted.add(new SessionNews.Deletion(session, row.time(5)));
                case WITHDRAWAL -> withdrawn.add(
                        new SessionNews.Withdrawal(session, new MessageId(row.uuid(7)), row.time(5)));
                default -> throw new IllegalArgumentException("a kind of change is not known");
            }
        }

        SessionNews news(boolean goesOn) {
            for (Message message : messages) {
                sessions.computeIfAbsent(message.session(), id -> Objects.requireNonNull(entries.get(id)));
            }
            // Who wrote to one session at the same time may have numbers the other way round.
            messages.sort(Comparator.comparing((Message message) -> message.session().value())
                    .thenComparingLong(Message::seq));
            boolean more = changes > limit;
            FeedPlace next = more ? last.orElseThrow() : new FeedPlace(Optional.of(upper), Optional.empty());
            return new SessionNews.Changes(List.copyOf(sessions.values()), messages, deleted, withdrawn,
                    next.cursor(), more || goesOn);
        }
    }
}
