package dev.confab.application.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands on a free port of loopback between clients and one server and passes bytes on, well at first and then as badly as
 * it is told. What it is told holds for all connections, also for those that are open, from then on; an amount of bytes
 * counts for each connection by itself, from when it was told or from the connection's begin, whichever is later. The byte
 * after that amount is what something happens to: with an amount of 0, the next one.
 *
 * <p>
 * Safe for use by several threads. To be closed: that ends every connection and thread of it.
 */
public final class FaultProxy implements AutoCloseable {

    private volatile InetSocketAddress target;
    private final ServerSocket listening;
    private final Tap tap;
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("fault-proxy-", 0).factory());
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<Direction, Lane> lanes = new EnumMap<>(
            Map.of(Direction.TO_SERVER, new Lane(), Direction.TO_CLIENT, new Lane()));

    private FaultProxy(InetSocketAddress target, Tap tap) throws IOException {
        this.target = target;
        this.tap = tap;
        this.listening = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    }

    /** Starts a proxy to a port of loopback. */
    public static FaultProxy to(int port) {
        return to(InetAddress.getLoopbackAddress().getHostAddress(), port);
    }

    /** Starts a proxy to a server. */
    public static FaultProxy to(String host, int port) {
        return to(host, port, (connection, direction, bytes) -> {});
    }

    /** Starts a proxy to a server, with somebody who listens in. */
    public static FaultProxy to(String host, int port, Tap tap) {
        try {
            var proxy = new FaultProxy(new InetSocketAddress(host, port), Objects.requireNonNull(tap, "tap"));
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Connections that come from now on go to another port of loopback. */
    public FaultProxy retarget(int port) {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress().getHostAddress(), port);
        return this;
    }

    /** Returns the port that clients are to connect to, on 127.0.0.1. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Each piece that goes this way is held back for so long. */
    public FaultProxy delay(Direction direction, Duration time) {
        lane(direction).delay(Objects.requireNonNull(time, "time"));
        return this;
    }

    /** Lets through so many bytes a second at the most, on each connection. */
    public FaultProxy limit(Direction direction, long bytesPerSecond) {
        lane(direction).limit(bytesPerSecond);
        return this;
    }

    /**
     * Passes on in pieces of 1 to {@code most} bytes. The same seed gives the same pieces; without a {@link #delay} they may
     * be put together again on their way.
     */
    public FaultProxy slice(Direction direction, int most, long seed) {
        lane(direction).slice(most, seed);
        return this;
    }

    /** Ends connections in good order (FIN) after so many bytes; what the receiver still says gets lost. */
    public FaultProxy cutAfter(Direction direction, long bytes) {
        return end(direction, Ending.Kind.CUT, bytes, false);
    }

    /** The same for the one connection that comes to it first. */
    public FaultProxy cutOnceAfter(Direction direction, long bytes) {
        return end(direction, Ending.Kind.CUT, bytes, true);
    }

    /** Breaks connections (RST) on both sides after so many bytes; the last of them may get lost. */
    public FaultProxy resetAfter(Direction direction, long bytes) {
        return end(direction, Ending.Kind.RESET, bytes, false);
    }

    /** Says the end of this direction (FIN) after so many bytes and drops the rest; the other direction goes on. */
    public FaultProxy halfCloseAfter(Direction direction, long bytes) {
        return end(direction, Ending.Kind.HALF_CLOSE, bytes, false);
    }

    /**
     * Passes nothing on in this direction after so many bytes. What comes meanwhile is kept and passed on when it
     * {@link #heal heals}; that a client or a server leaves is not noticed until then.
     */
    public FaultProxy hangAfter(Direction direction, long bytes) {
        return end(direction, Ending.Kind.HANG, bytes, false);
    }

    private FaultProxy end(Direction direction, Ending.Kind kind, long bytes, boolean once) {
        lane(direction).end(new Ending(kind, bytes, once));
        return this;
    }

    /** Passes nothing on in any direction; new connections are accepted and kept waiting. */
    public FaultProxy stall() {
        lanes.values().forEach(lane -> lane.stall(true));
        return this;
    }

    /** Ends a {@link #stall}; everything else that was told still holds. */
    public FaultProxy resume() {
        lanes.values().forEach(lane -> lane.stall(false));
        return this;
    }

    /** Forgets everything it was told: bytes pass as they come, also those held back. */
    public FaultProxy heal() {
        lanes.values().forEach(Lane::heal);
        return this;
    }

    /** Ends all connections in good order (FIN on both sides); new ones are accepted. */
    public FaultProxy cut() {
        links.forEach(Link::cut);
        return this;
    }

    /** Breaks all connections (RST on both sides); new ones are accepted. */
    public FaultProxy reset() {
        links.forEach(Link::reset);
        return this;
    }

    /** Returns how many connections were accepted. */
    public int accepted() {
        return accepted.get();
    }

    /** Returns how many connections are open. */
    public int open() {
        return links.size();
    }

    /** Returns how many bytes were passed on this way. */
    public long passed(Direction direction) {
        return lane(direction).passed();
    }

    private Lane lane(Direction direction) {
        return Objects.requireNonNull(lanes.get(direction));
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                serve(client, accepted.incrementAndGet());
            }
        } catch (IOException ended) {
            // The end of every proxy.
        }
    }

    private void serve(Socket client, int number) {
        var link = new Link(number, client, this::lane, tap, links::remove);
        links.add(link);
        try {
            threads.execute(() -> link.run(target, threads));
        } catch (RejectedExecutionException closed) {
            link.close();
            links.remove(link);
        }
    }

    /** Ends every connection, and returns when no thread and no socket is left. */
    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        threads.shutdownNow();
        links.forEach(Link::close);
        threads.close();
    }
}
