package dev.confab.openai.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends what takes too long: one thread for all deadlines of a gateway. It sleeps until the nearest one, so setting a later
 * deadline costs a write, and with nothing watched it never wakes.
 */
public final class Watchdog implements AutoCloseable {

    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private final long origin = System.nanoTime();
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::guard, "confab-model-watchdog");
    private volatile long wakesAt;
    private volatile boolean closed;

    private Watchdog() {}

    /** Something with a deadline. */
    public interface Watched {

        /** Returns when {@link #expire} is due, on the watchdog's clock; {@link #NEVER} if it is not. */
        long deadline();

        /** Called when the deadline was reached; it may have moved since, so it is to be looked at again. */
        void expire(long now);
    }

    /** Starts a watchdog. */
    public static Watchdog start() {
        var watchdog = new Watchdog();
        watchdog.thread.setDaemon(true);
        watchdog.thread.start();
        return watchdog;
    }

    /** Returns the time of this watchdog's clock in nanoseconds, not negative. */
    public long now() {
        return System.nanoTime() - origin;
    }

    long threadId() {
        return thread.threadId();
    }

    void watch(Watched one) {
        watched.add(one);
        heed(one.deadline());
    }

    void unwatch(Watched one) {
        watched.remove(one);
        if (closed) {
            LockSupport.unpark(thread);
        }
    }

    /** To be called after a deadline was set. */
    void heed(long deadline) {
        if (deadline < wakesAt) {
            LockSupport.unpark(thread);
        }
    }

    private void guard() {
        while (!closed || !watched.isEmpty()) {
            long nearest = nearest();
            wakesAt = nearest;
            // Whoever set an earlier deadline before that write did not wake us: look again.
            nearest = Math.min(nearest, nearest());
            if (nearest == NEVER) {
                LockSupport.park(this);
            } else if (nearest > now()) {
                LockSupport.parkNanos(this, nearest - now());
            }
            long now = now();
            for (Watched one : watched) {
                if (one.deadline() <= now) {
                    one.expire(now);
                }
            }
        }
    }

    private long nearest() {
        long nearest = NEVER;
        for (Watched one : watched) {
            nearest = Math.min(nearest, one.deadline());
        }
        return nearest;
    }

    /** Lets the thread end once nothing is watched any more. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
