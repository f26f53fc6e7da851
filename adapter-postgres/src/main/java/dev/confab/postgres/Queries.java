package dev.confab.postgres;

import dev.confab.domain.fault.StoreFault;
import io.micronaut.data.connection.ConnectionDefinition;
import io.micronaut.data.connection.ConnectionOperations;
import io.micronaut.data.connection.exceptions.ConnectionException;
import io.micronaut.data.connection.jdbc.exceptions.CannotGetJdbcConnectionException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one statement at a time, each its own transaction on a connection of the pool that is given back at once. A
 * statement gets an answer or a fault within {@link #LIMIT}, whatever the database does.
 */
final class Queries {

    private static final Logger LOG = LoggerFactory.getLogger(Queries.class);

    /** How long a call may take: less than three seconds, with something left for the caller. */
    static final Duration LIMIT = Duration.ofMillis(2_900);

    /** What the driver itself allows an answer to take; see {@link ConnectionPool}. */
    private static final Duration DRIVERS_LIMIT = ConnectionPool.ANSWER_LIMIT;
    private static final Duration LEAST_FOR_ANSWER = Duration.ofMillis(300);

    /** Until then a call on a connection that turns out to be dead is repeated on another one. */
    private static final Duration RETRY_WITHIN = Duration.ofSeconds(1);

    /** What a row that exists already is told as. */
    private static final String ALREADY_THERE = "23505";

    /** Never one that happens to be open on this thread: a turn is a transaction of its own. */
    private static final ConnectionDefinition OWN_CONNECTION = ConnectionDefinition.REQUIRES_NEW;

    private final ConnectionOperations<Connection> connections;
    private final Runnable onConnectionLost;

    /** @param onConnectionLost is told when a connection turned out to be dead: others of its age may be as well */
    Queries(ConnectionOperations<Connection> connections, Runnable onConnectionLost) {
        this.connections = Objects.requireNonNull(connections, "connections");
        this.onConnectionLost = Objects.requireNonNull(onConnectionLost, "onConnectionLost");
    }

    /** Fills in a statement's parameters. */
    interface Binding {
        void to(PreparedStatement statement) throws SQLException;
    }

    /** Makes something of a statement's rows; what it throws unchecked means that the rows break a rule. */
    interface Reading<T> {
        T from(ResultSet rows) throws SQLException;
    }

    /**
     * What a statement gave.
     *
     * @param repeated whether it was sent twice, because a connection was lost: then it may have been carried out twice
     */
    record Answer<T>(T value, boolean repeated) {}

    /** @throws StoreFault if there is no answer, or none that can be right */
    <T> T run(String operation, String sql, Binding binding, Reading<T> reading) {
        return runTwice(operation, sql, binding, reading).value();
    }

    /** As {@link #run}, and tells whether the statement was sent a second time. */
    <T> Answer<T> runTwice(String operation, String sql, Binding binding, Reading<T> reading) {
        long start = System.nanoTime();
        try {
            return new Answer<>(attempt(sql, binding, reading, start), false);
        } catch (Failed failed) {
            StoreFault fault = told(operation, failed, start);
            if (!StoreFaults.isConnectionLost(failed)) {
                throw fault;
            }
            onConnectionLost.run();
            if (since(start).compareTo(RETRY_WITHIN) > 0) {
                throw fault;
            }
        }
        try {
            return new Answer<>(attempt(sql, binding, reading, start), true);
        } catch (Failed failed) {
            StoreFault fault = told(operation, failed, start);
            if (StoreFaults.sqlState(failed).equals(ALREADY_THERE)) {
                throw new StoreFault.Unavailable(operation + ": the connection was lost after this was stored", failed);
            }
            throw fault;
        }
    }

    private <T> T attempt(String sql, Binding binding, Reading<T> reading, long start) {
        try {
            return connections.execute(OWN_CONNECTION, status -> {
                Connection connection = status.getConnection();
                try {
                    limit(connection, start);
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        binding.to(statement);
                        try (ResultSet rows = statement.executeQuery()) {
                            return read(reading, rows);
                        }
                    }
                } catch (SQLException failure) {
                    throw new Failed(failure);
                }
            });
        } catch (CannotGetJdbcConnectionException | ConnectionException failure) {
            throw new Failed(failure);
        }
    }

    private static <T> T read(Reading<T> reading, ResultSet rows) throws SQLException {
        try {
            return reading.from(rows);
        } catch (RuntimeException broken) {
            throw new Failed(broken);
        }
    }

    /** When the wait for a connection has used up time, the driver must allow less than it does by itself. */
    private static void limit(Connection connection, long start) throws SQLException {
        Duration left = LIMIT.minus(since(start));
        if (left.compareTo(DRIVERS_LIMIT) < 0) {
            Duration allowed = left.compareTo(LEAST_FOR_ANSWER) < 0 ? LEAST_FOR_ANSWER : left;
            connection.setNetworkTimeout(Runnable::run, (int) allowed.toMillis());
        }
    }

    private static StoreFault told(String operation, Failed failed, long start) {
        Throwable cause = Objects.requireNonNull(failed.getCause());
        StoreFault fault = StoreFaults.of(operation, cause);
        LOG.atWarn()
                .addKeyValue("operation", operation)
                .addKeyValue("sqlstate", StoreFaults.sqlState(cause))
                .addKeyValue("duration_ms", since(start).toMillis())
                .addKeyValue("code", fault.code())
                .log("query failed");
        return fault;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Carries a failure out of the callback. */
    private static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failed(Throwable cause) {
            super(cause);
        }
    }
}
