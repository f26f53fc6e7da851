package dev.confab.openai.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one provider. The one used last is used first, so that those not needed grow old and are closed; at
 * most so many are open, and who wants more waits in turn. Safe for use by several threads at once.
 */
public final class ConnectionPool implements AutoCloseable {

    /** Longer than that a connection is not kept without use, whatever the provider allows. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(60);
    /** Then a new one is opened, so that a change of the provider's addresses is noticed. */
    private static final long MAX_AGE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Endpoint endpoint;
    private final SSLSocketFactory tls;
    private final Duration connectLimit;
    private final Watchdog watchdog;
    private final Object lock = new Object();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Queue<CompletableFuture<@Nullable Connection>> waiting = new ArrayDeque<>();
    private final Eviction eviction = new Eviction();
    private int places;
    private int taken;
    private boolean closed;

    private ConnectionPool(Endpoint endpoint, SSLSocketFactory tls, int size, Duration connectLimit,
            Watchdog watchdog) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.places = size;
        this.connectLimit = connectLimit;
        this.watchdog = watchdog;
    }

    /** Makes an empty pool. */
    public static ConnectionPool of(Endpoint endpoint, SSLSocketFactory tls, int size, Duration connectLimit,
            Watchdog watchdog) {
        if (size < 1) {
            throw new IllegalArgumentException("a pool has at least one place");
        }
        var pool = new ConnectionPool(endpoint, tls, size, connectLimit, watchdog);
        watchdog.watch(pool.eviction);
        return pool;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Watchdog clock() {
        return watchdog;
    }

    /** Returns how many connections are in use or being opened. */
    public int inUse() {
        synchronized (lock) {
            return taken;
        }
    }

    /** Returns how many connections wait to be used. */
    public int idle() {
        synchronized (lock) {
            return idle.size();
        }
    }

    /** Returns whether the pool is closed. */
    public boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /**
     * Takes a connection, to be given back exactly once.
     *
     * @param fresh whether it has to be a new one
     */
    Connection take(Lifeline line, boolean fresh) throws IOException {
        Connection connection = place(line);
        if (connection != null && (fresh || connection.wornOut(watchdog.now(), MAX_AGE_NANOS))) {
            connection.abort();
            connection = null;
        }
        return connection != null ? connection : open(line);
    }

    /** Takes a place: with the connection that stands there, or null for an empty one. */
    private @Nullable Connection place(Lifeline line) throws IOException {
        CompletableFuture<@Nullable Connection> turn;
        synchronized (lock) {
            if (closed) {
                throw new IOException("the gateway is closed");
            }
            Connection ready = idle.pollLast();
            if (ready != null || places > 0) {
                if (ready == null) {
                    places--;
                }
                taken++;
                return ready;
            }
            turn = new CompletableFuture<>();
            waiting.add(turn);
        }
        try {
            return line.await(turn);
        } catch (IOException cut) {
            boolean gotIt;
            synchronized (lock) {
                gotIt = !turn.cancel(false) && !turn.isCompletedExceptionally();
                waiting.removeIf(CompletableFuture::isDone);
            }
            if (gotIt) {
                giveBack(turn.getNow(null), Duration.ZERO);
            }
            throw line.isCut() ? new NoPlaceException(cut) : cut;
        }
    }

    private Connection open(Lifeline line) throws IOException {
        Opening opening = Opening.start(endpoint, tls, connectLimit, watchdog);
        try {
            return line.await(opening.made());
        } catch (IOException failed) {
            opening.abandon();
            giveBack(null, Duration.ZERO);
            throw failed;
        }
    }

    /**
     * Gives a place back.
     *
     * @param connection what stands there, null if nothing that could be used again
     * @param keep       for how long the provider keeps the connection; zero or less means it is not used again
     */
    void giveBack(@Nullable Connection connection, Duration keep) {
        Connection kept = connection;
        if (kept != null && (keep.isNegative() || keep.isZero())) {
            kept.abort();
            kept = null;
        }
        synchronized (lock) {
            taken--;
            if (kept != null) {
                long now = watchdog.now();
                kept.idle(now, now + (keep.compareTo(MAX_IDLE) < 0 ? keep : MAX_IDLE).toNanos());
            }
            if (kept != null && closed) {
                kept.abort();
                return;
            }
            for (var next = waiting.poll(); next != null; next = waiting.poll()) {
                taken++;
                if (next.complete(kept)) {
                    return;
                }
                taken--;
            }
            if (kept == null) {
                places++;
            } else {
                idle.addLast(kept);
            }
        }
        if (kept != null) {
            eviction.plan(kept.idleUntil());
        }
    }

    /** Closes idle connections at once; those in use close when they are given back. */
    @Override
    public void close() {
        List<Connection> left;
        synchronized (lock) {
            closed = true;
            left = new ArrayList<>(idle);
            idle.clear();
            for (var next = waiting.poll(); next != null; next = waiting.poll()) {
                next.completeExceptionally(new IOException("the gateway is closed"));
            }
        }
        watchdog.unwatch(eviction);
        left.forEach(Connection::abort);
    }

    /** Closes connections that were idle for too long, on the watchdog's thread. */
    private final class Eviction implements Watchdog.Watched {

        private volatile long due = Watchdog.NEVER;

        /** At the latest then something is to be looked at; one date at a time is enough. */
        void plan(long when) {
            if (due == Watchdog.NEVER) {
                due = when;
                watchdog.heed(when);
            }
        }

        @Override
        public long deadline() {
            return due;
        }

        @Override
        public void expire(long now) {
            var old = new ArrayList<Connection>();
            synchronized (lock) {
                due = Watchdog.NEVER;
                idle.removeIf(connection -> {
                    boolean over = connection.idleUntil() <= now;
                    if (over) {
                        old.add(connection);
                        places++;
                    }
                    return over;
                });
                idle.stream().mapToLong(Connection::idleUntil).min().ifPresent(next -> due = next);
            }
            old.forEach(Connection::abort);
        }
    }
}
