package dev.confab.application.faults;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What happens to bytes that go one way, on all connections. It may be changed at any time and holds from then on. */
final class Lane {

    private static final int TICKS_PER_SECOND = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong passed = new AtomicLong();
    private Duration delay = Duration.ZERO;
    private long bytesPerSecond = Long.MAX_VALUE;
    private @Nullable Slices slices;
    private @Nullable Ending ending;
    private boolean stalled;

    /** How pieces are cut: at random, the same for each connection with each run. */
    private static final class Slices {
        private final int most;
        private final long seed;

        private Slices(int most, long seed) {
            this.most = most;
            this.seed = seed;
        }
    }

    /** How far one connection has come. For one thread. */
    static final class Progress {
        private final int connection;
        private @Nullable Ending towards;
        private long since;
        private @Nullable Slices cut;
        private Random random = new Random(0);

        Progress(int connection) {
            this.connection = connection;
        }
    }

    /**
     * What to do next.
     *
     * @param ending what it comes to now, null if something is to be passed
     * @param bytes  how many to pass
     * @param delay  how long to wait before that
     */
    record Step(@Nullable Ending ending, int bytes, Duration delay) {}

    void delay(Duration time) {
        change(() -> delay = time);
    }

    void limit(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a limit is at least one byte a second");
        }
        change(() -> bytesPerSecond = bytes);
    }

    void slice(int most, long seed) {
        if (most < 1) {
            throw new IllegalArgumentException("a piece has at least one byte");
        }
        change(() -> slices = new Slices(most, seed));
    }

    void end(Ending how) {
        change(() -> ending = how);
    }

    void stall(boolean on) {
        change(() -> stalled = on);
    }

    void heal() {
        change(() -> {
            delay = Duration.ZERO;
            bytesPerSecond = Long.MAX_VALUE;
            slices = null;
            ending = null;
            stalled = false;
        });
    }

    private void change(Runnable how) {
        lock.lock();
        try {
            how.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something may pass. */
    void awaitOpen() throws InterruptedException {
        lock.lock();
        try {
            while (stalled) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells what happens to bytes that are there, at least one; waits for as long as the connection hangs. */
    Step next(Progress progress, int there) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Step step = stalled ? null : step(progress, there);
                if (step != null) {
                    return step;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Null if it hangs. */
    private @Nullable Step step(Progress progress, int there) {
        long most = there;
        Ending end = ending;
        if (end != null && !end.isSpent()) {
            if (progress.towards != end) {
                progress.towards = end;
                progress.since = 0;
            }
            most = Math.min(most, end.after() - progress.since);
            if (most <= 0 && end.kind() == Ending.Kind.HANG) {
                return null;
            }
            if (most <= 0 && end.take()) {
                return new Step(end, 0, Duration.ZERO);
            }
            most = most <= 0 ? there : most;
        }
        return new Step(null, piece(progress, (int) most), delay);
    }

    private int piece(Progress progress, int there) {
        Slices how = slices;
        int most = (int) Math.min(there, Math.max(1, bytesPerSecond / TICKS_PER_SECOND));
        if (how == null) {
            return most;
        }
        if (progress.cut != how) {
            progress.cut = how;
            progress.random = new Random(how.seed + progress.connection);
        }
        return Math.min(most, 1 + progress.random.nextInt(how.most));
    }

    /** Tells that bytes were passed, and waits for as long as that takes. */
    void passed(Progress progress, int bytes) throws InterruptedException {
        passed.addAndGet(bytes);
        progress.since += bytes;
        long rate;
        lock.lock();
        try {
            rate = bytesPerSecond;
        } finally {
            lock.unlock();
        }
        if (rate < Long.MAX_VALUE) {
            TimeUnit.NANOSECONDS.sleep((long) (1e9 * bytes / rate));
        }
    }

    /** Returns how many bytes were passed on all connections. */
    long passed() {
        return passed.get();
    }
}
