package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.background.SessionTask;
import dev.confab.domain.fault.StoreFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Work in the background as rows of the scheduler's table, and the questions to that table that are not the scheduler's own. */
final class BackgroundRows {

    static final String TABLE = "background_tasks";
    static final String ENTITLE = "entitle";
    static final String SUMMARIZE = "summarize";
    static final String FORGET = "forget";

    /** There is one in all processes. */
    private static final String ONE = "daily";
    private static final String ADD = "INSERT INTO " + TABLE
            + " (task_name, task_instance, task_data, execution_time, picked, version)"
            + " VALUES (?, ?, ?, clock_timestamp(), false, 1)"
            + " ON CONFLICT (task_name, task_instance) DO NOTHING RETURNING 1";
    private static final String UPCOMING = "SELECT clock_timestamp(), least("
            + "(SELECT min(t.execution_time) FROM " + TABLE + " t WHERE NOT t.picked), "
            + "(SELECT min(t.last_heartbeat) FROM " + TABLE + " t WHERE t.picked) + make_interval(secs => ?))";
    private static final String ERASE = "DELETE FROM " + TABLE
            + " WHERE NOT picked AND substr(task_data, 9) = convert_to(?, 'UTF8') RETURNING 1";

    private final Queries queries;

    BackgroundRows(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    /**
     * When there is something to do.
     *
     * @param now  what time it is for the database
     * @param next when something is due, or counts as lost; empty when nothing is waiting
     */
    record Upcoming(Instant now, Optional<Instant> next) {

        boolean isDue() {
            return next.filter(at -> !at.isAfter(now)).isPresent();
        }

        Optional<Duration> until() {
            return next.map(at -> Duration.between(now, at));
        }
    }

    /** @throws StoreFault if it cannot be kept */
    void add(Owner owner, SessionTask task) {
        byte[] name = owner.value().getBytes(StandardCharsets.UTF_8);
        byte[] data = ByteBuffer.allocate(Long.BYTES + name.length).putLong(seq(task)).put(name).array();
        add(name(task), task.session().toString(), Optional.of(data));
    }

    /** @throws StoreFault if it cannot be kept */
    void addForgetting() {
        add(FORGET, ONE, Optional.empty());
    }

    private void add(String name, String instance, Optional<byte[]> data) {
        queries.run("schedule", ADD,
                statement -> new Parameters(statement).text(name).text(instance).bytes(data.orElse(null)),
                ResultSet::next);
    }

    /**
     * @param lost after how long without a sign of life work counts as lost
     * @throws StoreFault if the database does not say
     */
    Upcoming upcoming(Duration lost) {
        return queries.run("look_for_work", UPCOMING, statement -> new Parameters(statement).seconds(lost), rows -> {
            rows.next();
            var row = new Row(rows);
            return new Upcoming(row.time(1), row.optionalTime(2));
        });
    }

    /** @throws StoreFault if the database fails */
    void erase(Owner owner) {
        queries.run("erase_work", ERASE, statement -> new Parameters(statement).text(owner.value()), ResultSet::next);
    }

    private static String name(SessionTask task) {
        return switch (task) {
            case SessionTask.Entitle entitle -> ENTITLE;
            case SessionTask.Summarize summarize -> SUMMARIZE;
        };
    }

    private static long seq(SessionTask task) {
        return switch (task) {
            case SessionTask.Entitle entitle -> 0;
            case SessionTask.Summarize summarize -> summarize.seq();
        };
    }

    /** Reads what is to be done from a row. */
    static SessionTask task(String name, String instance, byte[] data) {
        var session = new SessionId(UUID.fromString(instance));
        return name.equals(ENTITLE) ? new SessionTask.Entitle(session)
                : new SessionTask.Summarize(session, ByteBuffer.wrap(data).getLong());
    }

    /** Reads from a row whose session it is. */
    static Owner owner(byte[] data) {
        return new Owner(new String(data, Long.BYTES, data.length - Long.BYTES, StandardCharsets.UTF_8));
    }
}
