package dev.confab.rest.stream;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open response that consists of server-sent events.
 *
 * <p>What is sent waits here, within limits, until the client takes it. A client that takes nothing for too long, or behind
 * which too much has gathered, is cut off: it can come back and ask for the rest. Events that are sent in quick succession
 * leave together. A comment is sent at the very beginning and after each longer silence.
 *
 * <p>All methods may be called from any thread; those who send do so one at a time. None blocks, but
 * {@link #awaitRoom(int)}.
 */
public final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final String TYPE = "text/event-stream;charset=utf-8";
    /** Intermediaries shall neither keep nor compress it: both would hold events back. */
    private static final String CACHING = "no-cache, no-store, no-transform";
    private static final byte[] HEARTBEAT = new EventBytes().comment("ok").toBytes();

    private enum State {
        OPEN, ENDING, CLOSED
    }

    private final StreamLimits limits;
    private final HttpResponse<?> response;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unsent = new AtomicInteger();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private final @Nullable Outlet outlet;
    private volatile @Nullable Thread waiter;

    private EventStream(HttpRequest<?> request, StreamLimits limits) {
        this.limits = limits;
        MutableHttpResponse<Object> answer = HttpResponse.ok()
                .header(HttpHeaders.CONTENT_TYPE, TYPE)
                .header(HttpHeaders.CACHE_CONTROL, CACHING)
                .header("X-Accel-Buffering", "no");
        response = answer;
        if (request.getMethod() == HttpMethod.HEAD) {
            outlet = null;
            close();
        } else {
            outlet = new Outlet(this, request, limits);
            answer.body(outlet);
        }
    }

    static EventStream open(HttpRequest<?> request, StreamLimits limits) {
        var stream = new EventStream(request, limits);
        stream.heartbeat();
        if (stream.outlet != null) {
            stream.outlet.open();
        }
        return stream;
    }

    /** Returns the answer to the request, to be returned by its controller. Headers may be added. */
    public HttpResponse<?> response() {
        return response;
    }

    /** Sends a piece of text, as {@link EventBytes#text} writes it. */
    public boolean text(int position, String delta) {
        return send(new EventBytes().text(position, delta));
    }

    /** Sends an event with a name, as {@link EventBytes#event} writes it. */
    public boolean event(String name, byte[] json) {
        return send(new EventBytes().event(name, json));
    }

    /** Sends an event with a name and an id, as {@link EventBytes#event} writes it. */
    public boolean event(String name, int position, byte[] json) {
        return send(new EventBytes().event(name, position, json));
    }

    /** Sends events, all at once. */
    public boolean send(EventBytes events) {
        return send(events.toBytes());
    }

    /**
     * Sends events, all at once.
     *
     * @param events whole events; not changed afterwards by anybody
     * @return whether they were taken. If not, the stream is closed or closing: nothing more will be taken
     */
    public boolean send(byte[] events) {
        if (state.get() != State.OPEN || outlet == null) {
            return false;
        }
        if (events.length == 0) {
            return true;
        }
        if (unsent.addAndGet(events.length) > limits.buffer()) {
            LOG.debug("a client was cut off, too much had gathered for it");
            abort();
            return false;
        }
        waiting.add(events);
        outlet.wake();
        return true;
    }

    /**
     * Waits until so many bytes will be taken at once, for those who have more to tell than may gather. A client that does
     * not make room in its time is cut off, so the wait ends.
     *
     * @return whether there is room; if not, the stream is closed or closing
     * @throws IllegalArgumentException if there is never so much room
     * @throws InterruptedException     if the thread is interrupted
     */
    public boolean awaitRoom(int bytes) throws InterruptedException {
        if (bytes > limits.buffer()) {
            throw new IllegalArgumentException("there is never room for more than " + limits.buffer() + " bytes");
        }
        waiter = Thread.currentThread();
        try {
            while (isOpen() && unsent.get() > limits.buffer() - bytes) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.park(this);
            }
        } finally {
            waiter = null;
        }
        return isOpen();
    }

    /** Ends the response properly, behind what was sent; the connection can serve other requests then. */
    public void end() {
        if (outlet != null && state.compareAndSet(State.OPEN, State.ENDING)) {
            outlet.wake();
        }
    }

    /** Cuts the connection; what was sent and has not left yet is lost. The client sees that the answer is not whole. */
    public void abort() {
        if (outlet != null && state.getAndSet(State.CLOSED) != State.CLOSED) {
            outlet.cut();
        }
    }

    /** Returns whether what is sent would be taken. */
    public boolean isOpen() {
        return state.get() == State.OPEN;
    }

    /**
     * Has something done once the client is gone or the response has ended, whichever way; at once if that is so already.
     * Done on an event loop, so it must not block.
     */
    public void onClosed(Runnable action) {
        Objects.requireNonNull(action, "action");
        CompletableFuture<Void> unused = closed.thenRun(() -> {
            try {
                action.run();
            } catch (RuntimeException fault) {
                LOG.atError().setCause(fault).log("what was to be done when a stream closed failed");
            }
        });
    }

    /** Has a sign of life sent, unless something else is waiting to be sent. */
    void heartbeat() {
        if (unsent.get() == 0) {
            send(HEARTBEAT);
        }
    }

    boolean isEnding() {
        return state.get() == State.ENDING;
    }

    boolean isClosed() {
        return state.get() == State.CLOSED;
    }

    /** Takes what waits first; null when nothing waits. */
    byte @Nullable [] poll() {
        return waiting.poll();
    }

    boolean isDrained() {
        return waiting.isEmpty();
    }

    /** Notes that the connection took bytes. */
    void taken(long bytes) {
        unsent.addAndGet((int) -bytes);
        unpark();
    }

    /** Nothing goes out any more. */
    void close() {
        state.set(State.CLOSED);
        waiting.clear();
        unpark();
        closed.complete(null);
    }

    private void unpark() {
        Thread parked = waiter;
        if (parked != null) {
            LockSupport.unpark(parked);
        }
    }
}
