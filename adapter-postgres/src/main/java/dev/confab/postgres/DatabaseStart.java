package dev.confab.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a database that may come up a little later than we do. */
final class DatabaseStart {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseStart.class);

    private static final Duration PAUSE = Duration.ofMillis(300);

    private static final String UNLOCKED = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";

    private final Pause pause;

    /** @param pause waits between tries */
    DatabaseStart(Pause pause) {
        this.pause = pause;
    }

    /** How a thread waits. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /** The database cannot be used; the message is one line for people, without any part of its address. */
    static final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Returns when a connection could be made.
     *
     * @throws Failure if none could be made in time, or when waiting cannot help
     */
    void await(DataSource database, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            try (Connection connection = database.getConnection()) {
                tellIfUnlocked(connection);
                return;
            } catch (SQLException failure) {
                String state = StoreFaults.sqlState(failure);
                if (state.startsWith("28") || state.startsWith("3D") || System.nanoTime() > deadline) {
                    throw new Failure(reason(state, patience), failure);
                }
                if (!told) {
                    told = true;
                    LOG.atWarn().addKeyValue("sqlstate", state).log("the database cannot be reached yet, trying again");
                }
            }
            try {
                pause.of(PAUSE);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                throw new Failure("the start was interrupted", asked);
            }
        }
    }

    /** Everything works without the second lock, and nobody would notice that it is not there. */
    private static void tellIfUnlocked(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(UNLOCKED)) {
            if (rows.next() && new Row(rows).bool(1)) {
                LOG.warn(
                        "row-level security does not hold for the database's user, who is a superuser or has BYPASSRLS: "
                                + "name one in DATABASE_URL who is neither");
            }
        }
    }

    private static String reason(String state, Duration patience) {
        if (state.startsWith("28")) {
            return "the database refuses this user or password";
        }
        if (state.startsWith("3D")) {
            return "the server has no such database";
        }
        return "no database could be reached within " + patience.toSeconds() + " s (DATABASE_START_TIMEOUT)"
                + (state.isEmpty() ? "" : ", SQLSTATE " + state);
    }
}
