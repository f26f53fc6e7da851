package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.health.Probe;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnOpening;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** How the tables come to be, what they keep together, and how they are read. */
class SchemaTest {

    private static final Owner ADA = new Owner("ada");

    @RepeatedTest(3)
    void start_ofTwoReplicasAtOnce_bothServe(RepetitionInfo round) throws Exception {
        String url = freshDatabase("replicas_" + round.getCurrentRepetition());
        Callable<Boolean> replica = () -> {
            try (ApplicationContext beans = SharedDatabase.beans(url)) {
                return beans.getBean(SessionStore.class)
                        .openTurn(ADA, Ask.asking("hello").turn()) instanceof TurnOpening.Opened;
            }
        };
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (Future<Boolean> served : threads.invokeAll(Collections.nCopies(2, replica))) {
                assertTrue(served.get());
            }
        }

        assertEquals(2, count(url, "SELECT count(*) FROM chat_sessions"));
        assertEquals(1, count(url, "SELECT count(*) FROM confab_schema_history WHERE version = '1'"));
    }

    @Test
    void start_besideTheTablesOfOthers_leavesThemAlone() throws Exception {
        String url = freshDatabase("shared");
        execute(url, "CREATE TABLE flyway_schema_history (mine text)");

        try (ApplicationContext beans = SharedDatabase.beans(url)) {
            assertTrue(beans.getBean(Probe.class).check().usable());
        }

        assertEquals(0, count(url, "SELECT count(*) FROM flyway_schema_history"));
    }

    @Test
    void start_withoutADatabase_saysSoInOneLine() {
        var refused = assertThrows(RuntimeException.class,
                () -> SharedDatabase.beans("postgresql://ada:hush@127.0.0.1:1/d", "database.start-timeout", "1")
                        .getBean(SessionStore.class));
        assertEquals("DATABASE_URL: no database could be reached within 1 s (DATABASE_START_TIMEOUT), SQLSTATE 08001",
                configuration(refused).getMessage());

        String server = SharedDatabase.server().url();
        var unknown = assertThrows(RuntimeException.class,
                () -> SharedDatabase.beans(server.replaceFirst("/postgres$", "/nowhere")).getBean(SessionStore.class));
        assertEquals("DATABASE_URL: the server has no such database", configuration(unknown).getMessage());

        var password = assertThrows(RuntimeException.class,
                () -> SharedDatabase.beans(server.replaceFirst("confab:[^@]+@", "confab:wrong@"))
                        .getBean(SessionStore.class));
        assertEquals("DATABASE_URL: the database refuses this user or password", configuration(password).getMessage());

        var nonsense = assertThrows(RuntimeException.class,
                () -> SharedDatabase.beans("hush").getBean(SessionStore.class));
        assertTrue(String.valueOf(configuration(nonsense).getMessage()).startsWith("DATABASE_URL: must look like"));
    }

    @Test
    void probe_ofAnExternalDatabase_tellsItsVersion() {
        assertEquals("PostgreSQL 17.11, external", SharedDatabase.beans().getBean(Probe.class).check().detail());
        assertEquals("database", SharedDatabase.beans().getBean(Probe.class).name());
    }

    @Test
    void deletion_ofASession_takesItsMessagesAndRunsAlong() throws Exception {
        SessionStore store = SharedDatabase.store();
        TurnOpening.Opened gone = turn(store);
        TurnOpening.Opened stays = turn(store);
        String url = SharedDatabase.server().url();

        execute(url, "DELETE FROM chat_sessions WHERE id = '" + gone.session().id() + "'");

        assertEquals(0, rowsOf(url, gone.session().id()));
        assertEquals(3, rowsOf(url, stays.session().id()));
    }

    /** A connection that lived through the first fillings of empty tables must not go on reading whole tables. */
    @Test
    void turns_onAConnectionFromBeforeThereWereRows_useIndexes() throws Exception {
        String url = freshDatabase("plans");
        try (ApplicationContext beans = SharedDatabase.beans(url, "database.pool-size", "1")) {
            SessionStore store = beans.getBean(SessionStore.class);
            for (int i = 0; i < 20; i++) {
                turn(store);
            }
            execute(url, "INSERT INTO chat_sessions SELECT gen_random_uuid(), 'bob', NULL, 'open_chat', NULL, '[]', 0, "
                    + "now(), now() FROM generate_series(1, 5000)");
            execute(url,
                    "INSERT INTO messages SELECT gen_random_uuid(), gen_random_uuid(), 1, 'user', 'x', 'complete', "
                            + "NULL, gen_random_uuid(), now(), 1 FROM generate_series(1, 5000)");
            long before = wholeReads(url);
            TurnOpening.Opened first = turn(store);
            for (int i = 0; i < 20; i++) {
                var opened = assertInstanceOf(TurnOpening.Opened.class,
                        store.openTurn(ADA, Ask.asking("more").in(first.session().id()).turn()));
                store.closeTurn(ADA, TurnFixtures.end(opened, TurnFixtures.completed("answer")));
            }

            assertEquals(before, wholeReads(url));
        }
    }

    private static TurnOpening.Opened turn(SessionStore store) {
        var opened = assertInstanceOf(TurnOpening.Opened.class, store.openTurn(ADA, Ask.asking("question").turn()));
        store.closeTurn(ADA, TurnFixtures.end(opened, TurnFixtures.completed("answer")));
        return opened;
    }

    private static long rowsOf(String url, SessionId session) throws SQLException {
        return count(url, "SELECT (SELECT count(*) FROM runs WHERE session_id = '" + session
                + "') + (SELECT count(*) FROM messages WHERE session_id = '" + session + "')");
    }

    private static long wholeReads(String url) throws SQLException {
        execute(url, "SELECT pg_stat_force_next_flush()");
        return count(url, "SELECT sum(seq_scan) FROM pg_stat_user_tables "
                + "WHERE relname IN ('chat_sessions', 'messages', 'runs')");
    }

    private static String freshDatabase(String name) throws SQLException {
        String url = SharedDatabase.server().url();
        execute(url, "CREATE DATABASE " + name);
        return url.replaceFirst("/postgres$", "/" + name);
    }

    private static ConfigurationException configuration(Throwable thrown) {
        Throwable at = thrown;
        while (!(at instanceof ConfigurationException) && at.getCause() != null) {
            at = at.getCause();
        }
        return assertInstanceOf(ConfigurationException.class, at);
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = TestConnections.open(url); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(String url, String sql) throws SQLException {
        try (Connection connection = TestConnections.open(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getLong(1);
        }
    }
}
