package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.background.Attempt;
import dev.confab.domain.background.BackgroundWork;
import dev.confab.domain.background.Backoff;
import dev.confab.domain.background.SessionTask;
import dev.confab.domain.background.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is promised about work that nobody waits for. */
public abstract class BackgroundWorkContract {

    private static final Duration LONG = Duration.ofSeconds(20);
    /** Tried three times, one right after the other. */
    private static final Backoff SOON = new Backoff(Duration.ofMillis(5), Duration.ofMillis(10), 3);

    private final Owner ada = new Owner("ada-" + UUID.randomUUID());
    private final List<BackgroundWork> begun = new ArrayList<>();

    /** Returns what is to be tested, with nothing waiting in it, doing at most two things at once. */
    protected abstract BackgroundWork work(Backoff backoff);

    /** What somebody was given to do. */
    public record Call(String what, Owner owner, Attempt attempt) {}

    /** Does what a test says, and remembers what it was given. */
    public static class Recorder implements Worker {

        private final List<Call> calls = new ArrayList<>();
        private final Set<SessionId> busy = ConcurrentHashMap.newKeySet();
        volatile boolean overlapped;
        volatile int most;

        /** Does it; to be overridden by a test. */
        protected Result does(Call call) throws Exception {
            return Result.DONE;
        }

        @Override
        public Result perform(Owner owner, SessionTask task, Attempt attempt) {
            overlapped |= !busy.add(task.session());
            try {
                return did(new Call(task.toString(), owner, attempt));
            } finally {
                busy.remove(task.session());
            }
        }

        @Override
        public Result forgetOld(Attempt attempt) {
            return did(new Call("forget", Owner.EVERYONE, attempt));
        }

        private Result did(Call call) {
            synchronized (this) {
                calls.add(call);
                most = Math.max(most, busy.size());
            }
            try {
                return does(call);
            } catch (RuntimeException failed) {
                throw failed;
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }

        public final synchronized List<Call> calls() {
            return List.copyOf(calls);
        }
    }

    protected final <W extends BackgroundWork> W begin(W work, Worker worker) {
        work.begin(worker);
        begun.add(work);
        return work;
    }

    @AfterEach
    final void endAll() {
        begun.forEach(BackgroundWork::beginStopping);
        begun.forEach(work -> work.end(LONG));
    }

    protected static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "it did not come to that");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Whether something comes soon. */
    private static boolean comes(BooleanSupplier condition) {
        try {
            for (int look = 0; look < 100 && !condition.getAsBoolean(); look++) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            return condition.getAsBoolean();
        } catch (InterruptedException asked) {
            throw new AssertionError(asked);
        }
    }

    protected static SessionId session() {
        return new SessionId(UUID.randomUUID());
    }

    @Test
    final void schedule_ofEachKind_isDoneForItsOwner() throws Exception {
        var worker = new Recorder();
        BackgroundWork work = begin(work(SOON), worker);
        var owner = new Owner("Ünal 🤖 " + UUID.randomUUID());
        SessionTask title = new SessionTask.Entitle(session());
        SessionTask summary = new SessionTask.Summarize(title.session(), 77);

        work.schedule(owner, title);
        work.schedule(owner, summary);

        await(() -> worker.calls().size() == 2);
        assertEquals(Set.of(new Call(title.toString(), owner, new Attempt(1, false)),
                new Call(summary.toString(), owner, new Attempt(1, false))), Set.copyOf(worker.calls()));
    }

    @Test
    final void schedule_ofTheSameAgain_whileItWaitsOrIsDone_isDoneOnce_andLaterAgain() throws Exception {
        var free = new CountDownLatch(1);
        var worker = new Recorder() {
            @Override
            protected Result does(Call call) throws InterruptedException {
                assertTrue(free.await(20, TimeUnit.SECONDS));
                return Result.DONE;
            }
        };
        BackgroundWork work = begin(work(SOON), worker);
        SessionTask task = new SessionTask.Entitle(session());

        for (int time = 0; time < 10; time++) {
            work.schedule(ada, task);
        }
        await(() -> worker.calls().size() == 1);
        work.schedule(ada, task);
        free.countDown();
        // What was done is forgotten a moment later: until then the same is not taken.
        await(() -> {
            work.schedule(ada, task);
            return worker.calls().size() > 1;
        });
        assertFalse(worker.overlapped);
    }

    @Test
    final void work_thatFails_isTriedAgain_andThenDropped() throws Exception {
        var worker = new Recorder() {
            @Override
            protected Result does(Call call) {
                throw new IllegalStateException("on purpose");
            }
        };
        BackgroundWork work = begin(work(SOON), worker);
        SessionTask task = new SessionTask.Entitle(session());

        work.schedule(ada, task);

        await(() -> worker.calls().size() == 3);
        assertEquals(List.of(new Attempt(1, false), new Attempt(2, false), new Attempt(3, true)),
                worker.calls().stream().map(Call::attempt).toList());
        SessionTask other = new SessionTask.Entitle(session());
        work.schedule(ada, other);
        await(() -> worker.calls().size() == 6);
        assertEquals(3, worker.calls().stream().filter(call -> call.what().equals(task.toString())).count());
    }

    @Test
    final void work_thatFailsOnce_isDoneTheNextTime() throws Exception {
        var worker = new Recorder() {
            @Override
            protected Result does(Call call) {
                if (call.attempt().number() == 1) {
                    throw new IllegalStateException("on purpose");
                }
                return Result.DONE;
            }
        };
        BackgroundWork work = begin(work(SOON), worker);
        work.schedule(ada, new SessionTask.Summarize(session(), 5));

        await(() -> worker.calls().size() == 2);
        work.schedule(ada, new SessionTask.Summarize(session(), 5));
        await(() -> worker.calls().size() == 4);
    }

    @Test
    final void work_ofManySessions_isDoneOnceEach_aLittleAtATime() throws Exception {
        var worker = new Recorder();
        BackgroundWork work = begin(work(SOON), worker);

        for (int time = 0; time < 40; time++) {
            work.schedule(ada, new SessionTask.Entitle(session()));
        }

        await(() -> worker.calls().size() == 40);
        assertEquals(40, Set.copyOf(worker.calls()).size());
        assertTrue(worker.most <= 2, () -> worker.most + " at once");
    }

    @Test
    final void recover_ofWhatIsOld_isDoneAtOnce_andNotAgainOnTheSameDay() throws Exception {
        var worker = new Recorder();
        BackgroundWork work = begin(work(SOON), worker);

        work.recover(true);

        await(() -> worker.calls().size() == 1);
        assertEquals("forget", worker.calls().getFirst().what());
        work.recover(true);
        work.schedule(ada, new SessionTask.Entitle(session()));
        await(() -> worker.calls().size() == 2);
        assertEquals(1, worker.calls().stream().filter(call -> call.what().equals("forget")).count());
    }

    @Test
    final void erase_dropsWhatWaitsForAnOwner_andNobodyElses() throws Exception {
        Backoff never = new Backoff(Duration.ofHours(1), Duration.ofHours(1), 2);
        var worker = new Recorder() {
            @Override
            protected Result does(Call call) {
                throw new IllegalStateException("on purpose");
            }
        };
        BackgroundWork work = begin(work(never), worker);
        var bob = new Owner("bob-" + UUID.randomUUID());
        SessionTask hers = new SessionTask.Entitle(session());
        SessionTask his = new SessionTask.Entitle(session());
        work.schedule(ada, hers);
        work.schedule(bob, his);
        await(() -> worker.calls().size() == 2);

        // What is being done right now is not waiting.
        await(() -> {
            assertFalse(work.erase(ada).more());
            work.schedule(ada, hers);
            work.schedule(bob, his);
            return comes(() -> worker.calls().size() > 2);
        });

        assertEquals(Set.of(hers.toString()),
                Set.copyOf(worker.calls().subList(2, worker.calls().size()).stream().map(Call::what).toList()));
    }

    @Test
    final void beginStopping_beginsNothingMore_andEndWaitsForWhatIsBeingDone() throws Exception {
        var begun = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        var worker = new Recorder() {
            @Override
            protected Result does(Call call) throws InterruptedException {
                begun.countDown();
                assertTrue(free.await(20, TimeUnit.SECONDS));
                return Result.LATER;
            }
        };
        BackgroundWork work = begin(work(SOON), worker);
        work.schedule(ada, new SessionTask.Entitle(session()));
        assertTrue(begun.await(20, TimeUnit.SECONDS));

        work.beginStopping();
        work.end(Duration.ofMillis(1));
        free.countDown();
        work.end(LONG);

        assertEquals(1, worker.calls().size());
    }
}
