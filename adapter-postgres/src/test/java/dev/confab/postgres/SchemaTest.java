package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.health.Probe;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Pulse;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
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
                () -> SharedDatabase.beans(server.replaceFirst("confab_server:[^@]+@", "confab_server:wrong@"))
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
            RunStore runs = beans.getBean(RunStore.class);
            for (int i = 0; i < 20; i++) {
                turn(store);
            }
            execute(url, "INSERT INTO chat_sessions SELECT gen_random_uuid(), 'bob', NULL, 'open_chat', NULL, '[]', 0, "
                    + "now(), now() FROM generate_series(1, 5000)");
            execute(url,
                    "SELECT set_config('confab.owner', 'bob', false); INSERT INTO messages SELECT gen_random_uuid(), gen_random_uuid(), 1, 'user', 'x', 'complete', "
                            + "NULL, gen_random_uuid(), now(), 1 FROM generate_series(1, 5000)");
            execute(url, "INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, lease_until, created_at) "
                    + "SELECT gen_random_uuid(), gen_random_uuid(), 'bob', 'running', 1, 1, now() + interval '1 day', now() "
                    + "FROM generate_series(1, 5000)");
            long before = wholeReads(url);
            long read = runsRead(url);
            TurnOpening.Opened first = turn(store);
            for (int i = 0; i < 20; i++) {
                var opened = assertInstanceOf(TurnOpening.Opened.class,
                        store.openTurn(ADA, Ask.asking("more").in(first.session().id()).turn()));
                Execution execution = new Execution(opened.question().run(), opened.attempt());
                runs.follow(ADA, execution.run());
                runs.append(TurnFixtures.HOLD, List.of(new TextPiece(execution, 0, PlainText.of("text"), List.of())));
                runs.heartbeat(TurnFixtures.HOLD, List.of(execution));
                runs.read(List.of(new RunWatch(ADA, execution.run(), 0)));
                runs.cancel(ADA, execution.run());
                store.readTurn(ADA, execution, 10);
                store.closeTurn(ADA, TurnFixtures.end(opened, TurnFixtures.completed("answer")));
            }

            assertEquals(before, wholeReads(url));
            assertTrue(runsRead(url) - read < 5000, () -> "all running runs are read");
        }
    }

    @Test
    void start_onTablesOfTheVersionBefore_keepsWhatIsStored() throws Exception {
        String url = freshDatabase("upgraded");
        Flyway.configure()
                .dataSource(ConnectionPool.single(DatabaseUrl.parse(url)))
                .locations("classpath:db/migration/confab")
                .table("confab_schema_history")
                .target("2")
                .load()
                .migrate();
        var session = new SessionId(UUID.randomUUID());
        List<RunId> ids = Stream.generate(UUID::randomUUID).limit(3).map(RunId::new).toList();
        openBefore(url, session, true, ids.get(0));
        closeBefore(url, session, ids.get(0),
                "'completed', gen_random_uuid(), 'answer', 'complete', NULL, NULL, NULL, 'stop', 12, 3");
        openBefore(url, session, false, ids.get(1));
        closeBefore(url, session, ids.get(1),
                "'failed', gen_random_uuid(), NULL, 'partial', NULL, 'model_unavailable', 'refused', NULL, NULL, NULL");
        openBefore(url, session, false, ids.get(2));

        try (ApplicationContext beans = SharedDatabase.beans(url)) {
            SessionStore store = beans.getBean(SessionStore.class);
            RunStore runs = beans.getBean(RunStore.class);
            List<Message> log = store.readMessages(ADA, session, 0, 10);
            assertEquals(List.of("question", "answer", "question", "question"),
                    log.stream().map(message -> message.content().value()).toList());
            assertEquals(List.of(1L, 1L, 3L, 4L), log.stream().map(Message::turn).toList());
            assertEquals(Optional.empty(), store.findSession(ADA, session).orElseThrow().branch());
            Run whole = runs.findRun(ADA, ids.get(0)).orElseThrow();
            assertEquals(List.of(1L, 2L, 3L), whole.receipt().orElseThrow().positions());
            assertEquals(Optional.of(new Usage(12, 3)), whole.usage());
            assertEquals(RunStatus.FAILED, runs.findRun(ADA, ids.get(1)).orElseThrow().status());

            var running = new Execution(ids.get(2), 1);
            assertEquals(List.of(new Pulse(ids.get(2), false, false)),
                    runs.heartbeat(TurnFixtures.HOLD, List.of(running)));
            assertInstanceOf(TurnClosing.Closed.class, store.closeTurn(ADA,
                    TurnFixtures.end(session, running, TurnFixtures.completed("late answer"))));
            var again = assertInstanceOf(TurnOpening.Opened.class,
                    store.openTurn(ADA, Ask.asking("").in(session).again().turn()));
            assertEquals(4, again.question().seq());
            assertEquals(List.of(1L, 2L, 3L), again.window().stream().map(Message::seq).toList());
        }
    }

    private static void openBefore(String url, SessionId session, boolean fresh, RunId run) throws SQLException {
        execute(url, "SELECT * FROM confab_open_turn('ada', " + (fresh ? "NULL" : "'" + session + "'") + ", '" + session
                + "', NULL, '[]', gen_random_uuid(), 'question', NULL, '" + run + "', true, 10, 300)");
    }

    private static void closeBefore(String url, SessionId session, RunId run, String end) throws SQLException {
        execute(url, "SELECT * FROM confab_close_turn('ada', '" + session + "', '" + run + "', 1, " + end
                + """
                , '{"provider": "openai", "model": "m", "first_seq": 1, "last_seq": 3, "left_out": 2, "passages": [],
                "selected_text": false, "retrieval_failed": true, "attempts": 1, "retrieval_ns": 7, "total_ns": 9}')""");
    }

    /** More orphans than one call ends are ended by as many as it takes. */
    @Test
    void claim_ofVeryManyOrphansWithText_endsAllOfThem() throws Exception {
        String url = freshDatabase("orphans");
        try (ApplicationContext beans = SharedDatabase.beans(url)) {
            RunStore runs = beans.getBean(RunStore.class);
            execute(url, """
                    WITH s AS (
                        INSERT INTO chat_sessions (id, owner, mode, last_seq, updated_at, created_at)
                        SELECT gen_random_uuid(), 'ada', 'open_chat', 1, now(), now() FROM generate_series(1, 2500)
                        RETURNING id
                    ), r AS (
                        INSERT INTO runs (id, session_id, owner, status, attempt, ask_seq, lease_until, followed, logged,
                            created_at)
                        SELECT gen_random_uuid(), s.id, 'ada', 'running', 1, 1, now(), true, true, now() FROM s
                        RETURNING id
                    ), l AS (
                        INSERT INTO run_logs (run_id, attempt, ends) SELECT r.id, 1, 5 FROM r
                    )
                    INSERT INTO run_text SELECT r.id, 0, 5, 'shown' FROM r""");

            assertEquals(List.of(), runs.claim(TurnFixtures.HOLD, 10));

            assertEquals(2500, count(url, "SELECT count(*) FROM runs WHERE status = 'incomplete' AND answer_seq = 2"));
            assertEquals(0, count(url, "SELECT (SELECT count(*) FROM run_logs) + (SELECT count(*) FROM run_text)"));
        }
    }

    private static long runsRead(String url) throws SQLException {
        execute(url, "SELECT pg_stat_force_next_flush()");
        return count(url, "SELECT sum(idx_tup_fetch) FROM pg_stat_user_tables WHERE relname = 'runs'");
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
        execute(url, "CREATE DATABASE " + name + " OWNER confab_server");
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
