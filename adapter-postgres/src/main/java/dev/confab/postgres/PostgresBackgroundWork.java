package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.background.BackgroundWork;
import dev.confab.domain.background.Backoff;
import dev.confab.domain.background.SessionTask;
import dev.confab.domain.background.Worker;
import dev.confab.domain.fault.StoreFault;
import dev.confab.postgres.BackgroundRows.Upcoming;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps work in PostgreSQL and has it done by db-scheduler, which asks for what is due all the time. So it runs in shifts: while
 * there is something to do, and a little longer. Between them one thread waits for what is due next, if anything is, without
 * asking; else there is none.
 */
final class PostgresBackgroundWork implements BackgroundWork, AutoCloseable {

    /** How often work that goes on is looked at, in this process alone. */
    private static final Duration GLANCE = Duration.ofMillis(500);
    /** When the database is away it is asked again after this, and then twice as long each time. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final BackgroundRows rows;
    private final DataSource connections;
    private final Backoff backoff;
    private final BackgroundTimes times;
    private final InstantSource clock;
    private final String name = "confab-" + UUID.randomUUID();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Worker worker;
    private boolean kept;
    private boolean wanted;
    private volatile boolean forgettingWanted;
    private volatile boolean stopping;
    private volatile long lastLook;
    private volatile long lastStirred;
    private Duration pause = FIRST_PAUSE;

    PostgresBackgroundWork(Queries queries, DataSource connections, Backoff backoff, BackgroundTimes times,
            InstantSource clock) {
        this.rows = new BackgroundRows(queries);
        this.connections = Objects.requireNonNull(connections, "connections");
        this.backoff = Objects.requireNonNull(backoff, "backoff");
        this.times = Objects.requireNonNull(times, "times");
        this.clock = Objects.requireNonNull(clock, "clock");
        long longAgo = System.nanoTime() - times.look().plus(times.awake()).toNanos();
        this.lastLook = longAgo;
        this.lastStirred = longAgo;
    }

    @Override
    public void begin(Worker hands) {
        lock.lock();
        try {
            worker = Objects.requireNonNull(hands, "hands");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void schedule(Owner owner, SessionTask task) {
        rows.add(owner, task);
        wake();
    }

    @Override
    public void recover(boolean forgetting) {
        forgettingWanted = forgetting;
        wake();
    }

    @Override
    public void stirred() {
        long now = System.nanoTime();
        lastStirred = now;
        if (now - lastLook > times.look().toNanos()) {
            lastLook = now;
            wake();
        }
    }

    private void wake() {
        lock.lock();
        try {
            wanted = true;
            changed.signalAll();
            if (!kept && !stopping && worker != null) {
                kept = true;
                Thread.ofVirtual().name("confab-background").start(this::keep);
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        boolean on = true;
        try {
            while (on) {
                Optional<Upcoming> upcoming = look();
                if (upcoming.filter(Upcoming::isDue).isPresent() && !stopping) {
                    shift(Duration.between(clock.instant(), upcoming.get().now()));
                } else {
                    on = await(upcoming.map(Upcoming::until).orElseGet(() -> Optional.of(longerPause())));
                }
            }
        } finally {
            if (on) {
                broken();
            }
        }
    }

    /** Something ended the thread that must not: whoever comes next begins anew. */
    private void broken() {
        lock.lock();
        try {
            kept = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns what the database says; empty when it says nothing. */
    private Optional<Upcoming> look() {
        lock.lock();
        try {
            wanted = false;
        } finally {
            lock.unlock();
        }
        if (stopping) {
            return Optional.empty();
        }
        lastLook = System.nanoTime();
        try {
            if (forgettingWanted) {
                rows.addForgetting();
                forgettingWanted = false;
            }
            Upcoming upcoming = rows.upcoming(times.lost());
            pause = FIRST_PAUSE;
            return Optional.of(upcoming);
        } catch (StoreFault away) {
            return Optional.empty();
        }
    }

    private Duration longerPause() {
        Duration now = pause;
        pause = now.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? now.multipliedBy(2) : LONGEST_PAUSE;
        return now;
    }

    /**
     * Waits until there may be something to do.
     *
     * @param next how long until something is due
     * @return whether to look; otherwise there is nothing to wait for, and this thread ends
     */
    // Whoever calls it does so in a loop and looks for himself.
    @SuppressWarnings("WaitNotInLoop")
    private boolean await(Optional<Duration> next) {
        boolean on = false;
        lock.lock();
        try {
            Optional<Duration> wait = sooner(next);
            if (!wanted && !stopping && wait.isPresent()) {
                boolean unused = changed.await(wait.get().toMillis() + 1, TimeUnit.MILLISECONDS);
            }
            on = !stopping && (wanted || wait.isPresent());
        } catch (InterruptedException asked) {
            stopping = true;
        } finally {
            // Under the lock, so that whoever comes later begins anew.
            kept = on;
            changed.signalAll();
            lock.unlock();
        }
        return on;
    }

    /** A process that has had something to do lately looks for what others left behind. */
    private Optional<Duration> sooner(Optional<Duration> next) {
        if (System.nanoTime() - lastStirred > times.awake().toNanos()
                || next.filter(until -> until.compareTo(times.look()) < 0).isPresent()) {
            return next;
        }
        return Optional.of(times.look());
    }

    /** @param ahead how much the database's time is ahead of ours */
    private void shift(Duration ahead) {
        var shift = new BackgroundShift(connections, times, Objects.requireNonNull(worker), backoff, name,
                () -> now(ahead), this::glance);
        try {
            long idleSince = System.nanoTime();
            Duration wait = times.linger();
            while (!stopping && wait.isPositive()) {
                if (awaitWork(wait)) {
                    shift.hurry();
                    idleSince = System.nanoTime();
                }
                if (shift.isBusy()) {
                    idleSince = System.nanoTime();
                    wait = GLANCE;
                } else {
                    wait = times.linger().minusNanos(System.nanoTime() - idleSince);
                }
            }
        } catch (InterruptedException asked) {
            stopping = true;
        } finally {
            shift.end();
        }
    }

    private Instant now(Duration ahead) {
        return clock.instant().plus(ahead);
    }

    /** Returns whether there is something new. */
    // Whoever calls it does so in a loop and looks for himself.
    @SuppressWarnings("WaitNotInLoop")
    private boolean awaitWork(Duration most) throws InterruptedException {
        lock.lock();
        try {
            if (!wanted) {
                boolean unused = changed.await(most.toMillis() + 1, TimeUnit.MILLISECONDS);
            }
            boolean came = wanted;
            wanted = false;
            return came;
        } finally {
            lock.unlock();
        }
    }

    /** Something was done. */
    private void glance() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void beginStopping() {
        stopping = true;
        glance();
    }

    @Override
    public void end(Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (left > 0 && kept) {
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
        rows.erase(owner);
        return Erased.NOTHING;
    }

    @Override
    public void close() {
        beginStopping();
        end(CLOSE);
    }
}
