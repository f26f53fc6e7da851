package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.BackgroundWorkContract;
import dev.confab.application.faults.FaultProxy;
import dev.confab.domain.Owner;
import dev.confab.domain.background.BackgroundWork;
import dev.confab.domain.background.Backoff;
import dev.confab.domain.background.SessionTask;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Work in the background over PostgreSQL: one execution in all processes, and silence when there is none. */
class PostgresBackgroundWorkTest extends BackgroundWorkContract {

    private static final Owner ADA = new Owner("ada");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(5), Duration.ofMillis(10), 3);
    private static final BackgroundTimes QUICK = new BackgroundTimes(Duration.ofMillis(200), Duration.ofMillis(100),
            Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ofMinutes(2));

    @Override
    protected BackgroundWork work(Backoff backoff) {
        execute("TRUNCATE background_tasks");
        return replica(SharedDatabase.beans(), backoff, InstantSource.system());
    }

    private static PostgresBackgroundWork replica(ApplicationContext beans, Backoff backoff, InstantSource clock) {
        return new PostgresBackgroundWork(beans.getBean(Queries.class), beans.getBean(Database.class).connections(),
                backoff, QUICK, clock);
    }

    private static void execute(String sql) {
        try (Connection connection = SharedDatabase.beans().getBean(Database.class).connections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static long count(String what) {
        try (Connection connection = SharedDatabase.beans().getBean(Database.class).connections().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM background_tasks WHERE " + what)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void work_ofTheContext_isThis() {
        assertInstanceOf(PostgresBackgroundWork.class, SharedDatabase.beans().getBean(BackgroundWork.class));
    }

    @Test
    void twoReplicas_withClocksThatDiffer_doEachThingOnce() throws Exception {
        var one = new Recorder();
        var other = new Recorder();
        BackgroundWork first = begin(work(BACKOFF), one);
        InstantSource late = () -> InstantSource.system().instant().minusSeconds(3_600);
        BackgroundWork second = begin(replica(SharedDatabase.beans(), BACKOFF, late), other);

        for (int time = 0; time < 30; time++) {
            (time % 2 == 0 ? first : second).schedule(ADA, new SessionTask.Entitle(session()));
        }

        await(() -> one.calls().size() + other.calls().size() >= 30 && count("true") == 0);
        assertEquals(30, one.calls().size() + other.calls().size());
        var all = new HashSet<>(one.calls());
        all.addAll(other.calls());
        assertEquals(30, all.size());
    }

    @Test
    void workOfAReplicaThatIsGone_isTakenUpByAnother_asAnotherTry() throws Exception {
        BackgroundWork gone = work(BACKOFF);
        SessionTask task = new SessionTask.Summarize(session(), 7);
        gone.schedule(ADA, task);
        execute("UPDATE background_tasks SET picked = true, picked_by = 'gone', last_heartbeat = now(), version = 2");

        var worker = new Recorder();
        BackgroundWork there = begin(replica(SharedDatabase.beans(), BACKOFF, InstantSource.system()), worker);
        there.recover(false);

        await(() -> worker.calls().size() == 1 && count("true") == 0);
        assertEquals(task.toString(), worker.calls().getFirst().what());
        assertEquals(2, worker.calls().getFirst().attempt().number());
    }

    @Test
    void workThatWasLeftBehind_isFoundByAReplicaThatHasSomethingToDoAnyway() throws Exception {
        BackgroundWork gone = work(BACKOFF);
        gone.schedule(ADA, new SessionTask.Entitle(session()));
        var worker = new Recorder();
        BackgroundWork there = begin(replica(SharedDatabase.beans(), BACKOFF, InstantSource.system()), worker);
        assertEquals(0, worker.calls().size());

        there.stirred();

        await(() -> worker.calls().size() == 1);
    }

    @Test
    void longWork_isNotTakenForLost_whileItsReplicaLives() throws Exception {
        var free = new CountDownLatch(1);
        var one = new Recorder() {
            @Override
            protected Result does(Call call) throws InterruptedException {
                assertTrue(free.await(20, TimeUnit.SECONDS));
                return Result.DONE;
            }
        };
        BackgroundWork first = begin(work(BACKOFF), one);
        first.schedule(ADA, new SessionTask.Entitle(session()));
        await(() -> one.calls().size() == 1);
        var other = new Recorder();
        BackgroundWork second = begin(replica(SharedDatabase.beans(), BACKOFF, InstantSource.system()), other);
        second.recover(false);

        // Twice as long as it takes for lost work to be found.
        execute("SELECT pg_sleep(" + 2 * QUICK.lost().toMillis() / 1_000.0 + ")");
        free.countDown();

        await(() -> count("true") == 0);
        assertEquals(1, one.calls().size());
        assertEquals(0, other.calls().size());
    }

    @Test
    void forgetting_isDoneByOneReplica_andAgainTheNextDay() throws Exception {
        var one = new Recorder();
        var other = new Recorder();
        BackgroundWork first = begin(work(BACKOFF), one);
        BackgroundWork second = begin(replica(SharedDatabase.beans(), BACKOFF, InstantSource.system()), other);
        first.recover(true);
        second.recover(true);
        await(() -> one.calls().size() + other.calls().size() == 1
                && count("NOT picked AND execution_time > now() + interval '23 hours'") == 1);

        execute("UPDATE background_tasks SET execution_time = now()");
        first.recover(true);
        second.recover(true);

        await(() -> one.calls().size() + other.calls().size() == 2
                && count("NOT picked AND execution_time > now() + interval '23 hours'") == 1);
    }

    @Test
    void forgetting_thatFailsAgainAndAgain_comesAgainTheNextDay() throws Exception {
        var worker = new Recorder() {
            @Override
            protected Result does(Call call) {
                throw new IllegalStateException("on purpose");
            }
        };
        BackgroundWork work = begin(work(BACKOFF), worker);
        work.recover(true);
        await(() -> worker.calls().size() == 3
                && count("NOT picked AND execution_time > now() + interval '23 hours'") == 1);

        execute("UPDATE background_tasks SET execution_time = now()");
        work.recover(true);

        await(() -> worker.calls().size() == 6);
        assertFalse(worker.calls().get(3).attempt().last());
        assertTrue(worker.calls().get(5).attempt().last());
    }

    @Test
    void idleReplica_asksTheDatabaseNothing_whateverIsDueLater() throws Exception {
        var wire = new Wiretap();
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", SharedDatabase.server().port(), wire);
                ApplicationContext beans = SharedDatabase.beans(SharedDatabase.urlThrough(proxy),
                        "database.pool-size", "1")) {
            execute("TRUNCATE background_tasks");
            var worker = new Recorder();
            var work = begin(replica(beans, BACKOFF, InstantSource.system()), worker);
            assertEquals(Set.of(), Set.copyOf(worker.calls()));
            work.recover(true);
            work.schedule(ADA, new SessionTask.Entitle(session()));
            await(() -> worker.calls().size() == 2 && count("NOT picked") == 1);
            awaitSilence(wire);

            wire.turnsSince();
            execute("SELECT pg_sleep(1.5)");

            assertEquals(0, wire.turnsSince());
        }
    }

    /** The end of a shift is asked for by nobody; it is seen from the wire. */
    private static void awaitSilence(Wiretap wire) throws InterruptedException {
        await(() -> {
            wire.turnsSince();
            execute("SELECT pg_sleep(0.6)");
            return wire.turnsSince() == 0;
        });
    }

    @Test
    void schedule_isOneRoundTrip() throws Exception {
        var wire = new Wiretap();
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", SharedDatabase.server().port(), wire);
                ApplicationContext beans = SharedDatabase.beans(SharedDatabase.urlThrough(proxy),
                        "database.pool-size", "1")) {
            execute("TRUNCATE background_tasks");
            var work = replica(beans, BACKOFF, InstantSource.system());
            SessionTask task = new SessionTask.Entitle(session());
            work.schedule(ADA, task);
            wire.turnsSince();

            work.schedule(ADA, task);
            assertEquals(1, wire.turnsSince());
            work.schedule(ADA, new SessionTask.Entitle(session()));
            assertEquals(1, wire.turnsSince());
            work.erase(ADA);
            assertEquals(1, wire.turnsSince());
            assertEquals(0, count("true"));
        }
    }
}
