package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.application.faults.Direction;
import dev.confab.application.faults.FaultProxy;
import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.health.Health;
import dev.confab.domain.health.Probe;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import io.micronaut.context.ApplicationContext;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that hangs, is away, or is locked: every call is answered within three seconds, and it heals by itself. */
class OutageTest {

    private static final Owner ADA = new Owner("ada");
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration HEALING = Duration.ofSeconds(5);

    private FaultProxy proxy = unset();
    private ApplicationContext beans = unset();
    private SessionStore store = unset();

    @BeforeEach
    void connectThroughAProxy() throws Exception {
        proxy = FaultProxy.to(SharedDatabase.server().port());
        beans = SharedDatabase.beans(SharedDatabase.urlThrough(proxy), "database.pool-size", "3");
        store = beans.getBean(SessionStore.class);
        open();
    }

    @AfterEach
    void disconnect() throws Exception {
        proxy.resume();
        beans.close();
        proxy.close();
    }

    private TurnOpening.Opened open() {
        return assertInstanceOf(TurnOpening.Opened.class, store.openTurn(ADA, Ask.asking("question").turn()));
    }

    @Test
    void calls_whileTheDatabaseHangs_failInTimeAndWorkAgainAfterwards() throws Exception {
        TurnOpening.Opened opened = open();
        proxy.stall();

        var calls = new ArrayList<Callable<Duration>>();
        for (int i = 0; i < 8; i++) {
            calls.add(() -> unavailable(this::open));
        }
        calls.add(() -> unavailable(
                () -> store.closeTurn(ADA, TurnFixtures.end(opened, TurnFixtures.completed("answer")))));
        calls.add(() -> {
            long start = System.nanoTime();
            Health health = beans.getBean(Probe.class).check();
            assertFalse(health.usable());
            assertEquals("PostgreSQL, external: store_unavailable", health.detail());
            return Duration.ofNanos(System.nanoTime() - start);
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Duration> time : threads.invokeAll(calls)) {
                assertTrue(time.get().compareTo(LIMIT) < 0, "took " + time.get());
            }
        }
        // With no connection left, and none to be had.
        assertTrue(unavailable(this::open).compareTo(LIMIT) < 0);

        proxy.resume();
        awaitHealed();
        assertInstanceOf(TurnClosing.Closed.class,
                store.closeTurn(ADA, TurnFixtures.end(opened, TurnFixtures.completed("answer"))));
    }

    @Test
    void call_afterALongOutage_isServedAsSoonAsTheDatabaseIsBack() throws Exception {
        int nobody;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        FaultProxy unused = proxy.retarget(nobody).reset();
        long until = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        while (System.nanoTime() < until) {
            assertTrue(unavailable(this::open).compareTo(LIMIT) < 0);
        }

        unused = proxy.retarget(SharedDatabase.server().port());
        long start = System.nanoTime();
        awaitHealed();
        Duration healing = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(healing.compareTo(Duration.ofMillis(1_500)) < 0, () -> "healed after " + healing);
    }

    @Test
    void call_onAConnectionThatWasCut_isRepeatedOnAnother() throws Exception {
        for (int i = 0; i < 3; i++) {
            open();
            proxy.cut();
            open();
        }
    }

    @Test
    void call_onAConnectionTheServerEnded_isRepeatedOnAnother() throws Exception {
        open();
        try (Connection admin = TestConnections.open(SharedDatabase.server().url());
                Statement statement = admin.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE application_name = 'confab' AND pid <> pg_backend_pid()");
        }
        open();
    }

    @Test
    void openTurn_whoseAnswerIsLost_isStoredOnceAndToldAsUnavailable() throws Exception {
        // A pool of one connection makes none while it has that: the cut falls on the call and on nothing else.
        try (FaultProxy way = FaultProxy.to(SharedDatabase.server().port());
                ApplicationContext one = SharedDatabase.beans(SharedDatabase.urlThrough(way), "database.pool-size",
                        "1")) {
            SessionStore sessions = one.getBean(SessionStore.class);
            Ask first = Ask.asking("question");
            TurnOpening.Opened opened = assertInstanceOf(TurnOpening.Opened.class,
                    sessions.openTurn(ADA, first.turn()));
            sessions.closeTurn(ADA, TurnFixtures.end(opened, TurnFixtures.completed("answer")));
            Ask next = first.in(opened.session().id());
            for (Ask ask : List.of(first, next, next.orReject(), next.orWait(),
                    next.keyed(UUID.randomUUID().toString()))) {
                NewTurn turn = ask.turn();
                // One that was idle for long would be tried first.
                sessions.findSession(ADA, opened.session().id());
                way.cutOnceAfter(Direction.TO_CLIENT, 0);

                var fault = assertThrows(StoreFault.Unavailable.class, () -> sessions.openTurn(ADA, turn));

                assertTrue(String.valueOf(fault.getMessage()).endsWith("lost after this was stored"),
                        fault.getMessage());
                Run run = one.getBean(RunStore.class).findRun(ADA, turn.run()).orElseThrow();
                assertEquals(RunStatus.RUNNING, run.status());
                assertEquals(turn.run(),
                        sessions.readMessages(ADA, run.session(), run.askSeq() - 1, 10).getFirst().run());
                assertInstanceOf(TurnClosing.Closed.class, sessions.closeTurn(ADA,
                        TurnFixtures.end(run.session(), new Execution(turn.run(), 1), TurnFixtures.failed())));
            }
            assertEquals(6, sessions.findSession(ADA, opened.session().id()).orElseThrow().lastSeq());
        }
    }

    @Test
    void closeTurn_whoseAnswerIsLost_tellsItAgain() {
        TurnOpening.Opened opened = open();
        TurnEnd end = TurnFixtures.end(opened, TurnFixtures.cited("answer"));
        proxy.cutOnceAfter(Direction.TO_CLIENT, 0);

        TurnClosing told = store.closeTurn(ADA, end);

        assertInstanceOf(TurnClosing.Closed.class, told);
        assertEquals(told, store.closeTurn(ADA, end));
        assertEquals(2, store.findSession(ADA, opened.session().id()).orElseThrow().lastSeq());
    }

    @Test
    void call_forALockedSession_failsInTimeAndNothingIsStoredLater() throws Exception {
        TurnOpening.Opened opened = open();
        UUID session = opened.session().id().value();
        try (Connection other = TestConnections.open(SharedDatabase.server().url())) {
            other.setAutoCommit(false);
            try (PreparedStatement lock = other.prepareStatement("SELECT FROM chat_sessions WHERE id = ? FOR UPDATE")) {
                lock.setObject(1, session);
                lock.execute();
            }
            assertTrue(unavailable(() -> store.openTurn(ADA, Ask.asking("late").in(opened.session().id()).turn()))
                    .compareTo(LIMIT) < 0);
            other.rollback();
        }

        assertEquals(1, store.findSession(ADA, opened.session().id()).orElseThrow().lastSeq());
        assertEquals(1, store.readMessages(ADA, opened.session().id(), 0, 10).size());
    }

    private static Duration unavailable(Runnable call) {
        long start = System.nanoTime();
        assertThrows(StoreFault.Unavailable.class, call::run);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void awaitHealed() {
        long deadline = System.nanoTime() + HEALING.toNanos();
        while (true) {
            try {
                open();
                return;
            } catch (StoreFault.Unavailable notYet) {
                assertTrue(System.nanoTime() < deadline, "not healed after " + HEALING);
            }
        }
    }

    @SuppressWarnings({ "NullAway", "TypeParameterUnusedInFormals" })
    private static <T> T unset() {
        return null;
    }
}
