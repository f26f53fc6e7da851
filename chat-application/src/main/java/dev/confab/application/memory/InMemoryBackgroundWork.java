package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.Erased;
import dev.confab.domain.background.BackgroundWork;
import dev.confab.domain.background.Backoff;
import dev.confab.domain.background.SessionTask;
import dev.confab.domain.background.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps work in memory for as long as it lives: what is waiting when the process ends is lost. */
public final class InMemoryBackgroundWork implements BackgroundWork {

    private final InstantSource clock;
    private final Backoff backoff;
    private final int parallel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Key, Piece> pieces = new LinkedHashMap<>();
    private @Nullable Worker worker;
    private boolean kept;
    private boolean stopping;

    /**
     * @param backoff  when what failed is tried again
     * @param parallel how much is done at once, at least 1
     */
    public InMemoryBackgroundWork(InstantSource clock, Backoff backoff, int parallel) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.backoff = Objects.requireNonNull(backoff, "backoff");
        this.parallel = parallel;
        if (parallel < 1) {
            throw new IllegalArgumentException("at least one thing is done at a time");
        }
    }

    /** What there is one of at a time; forgetting what is old has no session. */
    private record Key(Class<?> kind, Optional<SessionId> session) {
        static final Key FORGETTING = new Key(Worker.class, Optional.empty());
    }

    private static final class Piece {
        private final Optional<Owner> owner;
        private final Optional<SessionTask> task;
        private Instant due;
        private int failures;
        private boolean busy;

        Piece(Optional<Owner> owner, Optional<SessionTask> task, Instant due) {
            this.owner = owner;
            this.task = task;
            this.due = due;
        }
    }

    @Override
    public void begin(Worker hands) {
        locked(() -> worker = Objects.requireNonNull(hands, "hands"));
    }

    @Override
    public void schedule(Owner owner, SessionTask task) {
        Objects.requireNonNull(owner, "owner");
        add(new Key(task.getClass(), Optional.of(task.session())), Optional.of(owner), Optional.of(task));
    }

    @Override
    public void recover(boolean forgetting) {
        if (forgetting) {
            add(Key.FORGETTING, Optional.empty(), Optional.empty());
        }
    }

    @Override
    public void stirred() {
        // Nobody else can have left anything behind.
    }

    private void add(Key key, Optional<Owner> owner, Optional<SessionTask> task) {
        locked(() -> {
            if (!stopping) {
                pieces.putIfAbsent(key, new Piece(owner, task, clock.instant()));
                wake();
            }
        });
    }

    private void wake() {
        changed.signalAll();
        if (!kept && !stopping && worker != null) {
            kept = true;
            Thread.ofVirtual().name("confab-background").start(this::keep);
        }
    }

    private void keep() {
        lock.lock();
        try {
            while (!stopping && !pieces.isEmpty()) {
                Instant now = clock.instant();
                Optional<Map.Entry<Key, Piece>> next = pieces.entrySet()
                        .stream()
                        .filter(entry -> !entry.getValue().busy)
                        .min(Comparator.comparing(entry -> entry.getValue().due));
                long busy = pieces.values().stream().filter(piece -> piece.busy).count();
                if (busy >= parallel || next.isEmpty()) {
                    changed.awaitUninterruptibly();
                } else if (next.get().getValue().due.isAfter(now)) {
                    await(Duration.between(now, next.get().getValue().due));
                } else {
                    begin(next.get().getKey(), next.get().getValue());
                }
            }
        } finally {
            kept = false;
            lock.unlock();
        }
    }

    // Whoever calls it does so in a loop and looks for himself.
    @SuppressWarnings("WaitNotInLoop")
    private void await(Duration time) {
        try {
            boolean unused = changed.await(time.toMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (InterruptedException asked) {
            stopping = true;
        }
    }

    private void begin(Key key, Piece piece) {
        piece.busy = true;
        Worker hands = Objects.requireNonNull(worker);
        Thread.ofVirtual().name("confab-background-work").start(() -> perform(hands, key, piece));
    }

    private void perform(Worker hands, Key key, Piece piece) {
        Optional<Throwable> failure = Optional.empty();
        Worker.Result result = Worker.Result.DONE;
        try {
            result = piece.task.isPresent()
                    ? hands.perform(piece.owner.orElseThrow(), piece.task.get(), backoff.after(piece.failures))
                    : hands.forgetOld(backoff.after(piece.failures));
        } catch (RuntimeException | Error failed) {
            failure = Optional.of(failed);
        } finally {
            Optional<Throwable> cause = failure;
            Worker.Result told = result;
            locked(() -> ended(key, piece, told, cause));
        }
    }

    private void ended(Key key, Piece piece, Worker.Result result, Optional<Throwable> failure) {
        Instant now = clock.instant();
        piece.busy = false;
        piece.failures += failure.isPresent() ? 1 : 0;
        Optional<Duration> pause = failure.isPresent() ? backoff.pause(piece.failures, failure)
                : result == Worker.Result.LATER ? Optional.of(Duration.ZERO)
                        : Optional.empty();
        if (pause.isPresent()) {
            piece.due = now.plus(pause.get());
        } else if (key.equals(Key.FORGETTING)) {
            piece.failures = 0;
            piece.due = now.plus(DAILY);
        } else {
            pieces.remove(key, piece);
        }
        wake();
    }

    @Override
    public void beginStopping() {
        locked(() -> {
            stopping = true;
            changed.signalAll();
        });
    }

    @Override
    public void end(Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (left > 0 && pieces.values().stream().anyMatch(piece -> piece.busy)) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Erased erase(Owner owner) {
        locked(() -> pieces.values().removeIf(piece -> !piece.busy && piece.owner.equals(Optional.of(owner))));
        return Erased.NOTHING;
    }

    private void locked(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }
}
