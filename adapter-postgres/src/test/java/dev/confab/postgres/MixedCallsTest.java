package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** All calls at once about a few sessions: none waits for another that waits for it, and what is stored fits together. */
class MixedCallsTest {

    private static final int THREADS = 16;
    private static final int SESSIONS = 5;
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final List<OnBusy> WHEN_BUSY = List.of(OnBusy.INTERRUPT, OnBusy.ENQUEUE, OnBusy.REJECT);
    private static final Owner ADA = new Owner("ada-mixed");

    private final Map<Execution, SessionId> executions = new ConcurrentHashMap<>();
    private final Map<Execution, Integer> ends = new ConcurrentHashMap<>();

    @Test
    void everyCall_amongAllOthers_isAnswered() throws Exception {
        try (ApplicationContext beans = SharedDatabase.beans(SharedDatabase.server().url(), "database.pool-size",
                Integer.toString(THREADS))) {
            SessionStore sessions = beans.getBean(SessionStore.class);
            RunStore runs = beans.getBean(RunStore.class);
            List<SessionId> ids = IntStream.range(0, SESSIONS)
                    .mapToObj(i -> sessions.openTurn(ADA, Ask.asking("first").turn()))
                    .map(opening -> ((TurnOpening.Opened) opening).session().id())
                    .toList();
            long deadline = System.nanoTime() + TIME.toNanos();
            List<Callable<Long>> players = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                var player = new Player(sessions, runs, ids, new Random(i));
                players.add(() -> player.playUntil(deadline));
            }
            long calls = 0;
            try (var threads = Executors.newFixedThreadPool(THREADS)) {
                for (Future<Long> played : threads.invokeAll(players)) {
                    calls += played.get();
                }
            }

            assertTrue(calls > THREADS * 20L, () -> "hardly anything was called");
            for (SessionId id : ids) {
                assertDense(sessions, id);
            }
        }
        assertEquals(0, count("SELECT count(*) FROM run_logs l LEFT JOIN runs r ON r.id = l.run_id "
                + "WHERE r.status IS DISTINCT FROM 'running' OR r.attempt <> l.attempt OR NOT r.logged"));
        assertEquals(0, count("SELECT count(*) FROM run_text t LEFT JOIN run_logs l ON l.run_id = t.run_id "
                + "WHERE l.run_id IS NULL OR t.ends > l.ends"));
        assertEquals(0,
                count("SELECT count(*) FROM run_logs l WHERE l.ends <> (SELECT coalesce(sum(t.ends - t.position), 0) "
                        + "FROM run_text t WHERE t.run_id = l.run_id)"));
        assertEquals(0, count("SELECT count(*) FROM runs r JOIN chat_sessions s ON s.id = r.session_id "
                + "WHERE r.status = 'queued' AND NOT s.queue"));
        assertEquals(0,
                count("SELECT count(*) FROM runs WHERE (ended_at IS NULL) <> (status IN ('queued', 'running'))"));
    }

    private final class Player {

        private final SessionStore sessions;
        private final RunStore runs;
        private final List<SessionId> ids;
        private final Random random;
        private final Hold hold = TurnFixtures.hold(Duration.ofMillis(300));

        Player(SessionStore sessions, RunStore runs, List<SessionId> ids, Random random) {
            this.sessions = sessions;
            this.runs = runs;
            this.ids = ids;
            this.random = random;
        }

        long playUntil(long deadline) {
            long calls = 0;
            while (System.nanoTime() < deadline) {
                play();
                calls++;
            }
            return calls;
        }

        private void play() {
            switch (random.nextInt(12)) {
                case 0, 1 -> open();
                case 2 -> one().forEach(this::close);
                case 3, 4 -> append();
                case 5 -> runs.heartbeat(hold, some());
                case 6 -> runs.release(hold, one());
                case 7 -> runs.claim(hold, 3).forEach(this::given);
                case 8 -> one().forEach(execution -> runs.cancel(ADA, execution.run()));
                case 9 -> one().forEach(execution -> runs.follow(ADA, execution.run()));
                case 10 -> runs.read(some().stream()
                        .map(Execution::run)
                        .distinct()
                        .map(run -> new RunWatch(ADA, run, random.nextInt(20)))
                        .toList());
                default -> one().forEach(execution -> sessions.readTurn(ADA, execution, 10));
            }
        }

        private void open() {
            SessionId id = ids.get(random.nextInt(ids.size()));
            Ask ask = Ask.asking("again and again")
                    .in(id)
                    .whenBusy(WHEN_BUSY.get(random.nextInt(WHEN_BUSY.size())));
            ask = random.nextBoolean() ? ask.followed() : ask;
            ask = random.nextInt(4) == 0 ? ask.keyed("key-" + random.nextInt(50)) : ask;
            ask = random.nextInt(4) == 0 ? ask.again() : ask;
            if (random.nextInt(20) == 0) {
                ask = ask.insteadOf(sessions.readMessages(ADA, id, 0, 1).getFirst().id());
            }
            NewTurn turn = ask.leasedFor(Duration.ofMillis(300)).turn();
            if (sessions.openTurn(ADA, turn) instanceof TurnOpening.Opened opened) {
                executions.put(new Execution(turn.run(), opened.attempt()), opened.session().id());
            }
        }

        private void given(Claim claim) {
            if (claim.owner().equals(ADA)) {
                executions.put(claim.execution(), claim.session());
            }
        }

        private void close(Execution execution) {
            var outcome = switch (random.nextInt(3)) {
                case 0 -> TurnFixtures.failed();
                case 1 -> TurnFixtures.cancelled("partly");
                default -> TurnFixtures.completed("wholly");
            };
            SessionId session = executions.get(execution);
            if (session != null && sessions.closeTurn(ADA,
                    TurnFixtures.end(session, execution, outcome)) instanceof TurnClosing.Closed closed) {
                closed.next().ifPresent(this::given);
            }
            executions.remove(execution);
        }

        private void append() {
            List<TextPiece> pieces = some().stream()
                    .map(execution -> new TextPiece(execution,
                            random.nextInt(8) == 0 ? 0 : ends.getOrDefault(execution, 0), PlainText.of("text "),
                            List.of()))
                    .toList();
            var told = runs.append(hold, pieces);
            for (TextPiece piece : pieces) {
                boolean lost = told.lost().contains(piece.execution().run());
                boolean gap = told.gaps().contains(piece.execution().run());
                if (!lost && !gap) {
                    ends.merge(piece.execution(), piece.position() + piece.text().length(), Math::max);
                }
            }
        }

        /** One for each run, at the most. */
        private List<Execution> some() {
            Map<Object, Execution> each = new ConcurrentHashMap<>();
            executions.keySet()
                    .stream()
                    .filter(any -> random.nextInt(3) > 0)
                    .limit(20)
                    .forEach(execution -> each.put(
                            execution.run(), execution));
            return List.copyOf(each.values());
        }

        private List<Execution> one() {
            List<Execution> all = List.copyOf(executions.keySet());
            return all.isEmpty() ? List.of() : List.of(all.get(random.nextInt(all.size())));
        }
    }

    private static void assertDense(SessionStore sessions, SessionId id) {
        long expected = 1;
        List<Message> page = sessions.readMessages(ADA, id, 0, SessionStore.MAX_PAGE);
        while (!page.isEmpty()) {
            for (Message message : page) {
                assertEquals(expected++, message.seq());
                assertTrue(message.role() == Role.USER || message.turn() < message.seq());
            }
            page = sessions.readMessages(ADA, id, expected - 1, SessionStore.MAX_PAGE);
        }
        assertEquals(expected - 1, sessions.findSession(ADA, id).orElseThrow().lastSeq());
    }

    private static long count(String sql) throws SQLException {
        try (Connection connection = TestConnections.open(SharedDatabase.server().url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next());
            return rows.getLong(1);
        }
    }
}
