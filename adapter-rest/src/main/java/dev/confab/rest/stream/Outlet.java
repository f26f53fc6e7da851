package dev.confab.rest.stream;

import io.micronaut.core.io.buffer.ReadBufferFactory;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.ResponseBodyWriter;
import io.micronaut.http.body.stream.BodySizeLimits;
import io.micronaut.http.body.stream.BufferConsumer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a stream meets its connection. Lives on the connection's event loop; {@link #wake()}, {@link #cut()} and
 * {@link #open()} may be called from anywhere.
 *
 * <p>The one class that uses what Micronaut calls internal: the channel of a request, and the body into which bytes are
 * pushed. A publisher would be public, but it costs a multiple for each event, and it cannot tell a client that reads slowly
 * from one that has stopped.
 */
final class Outlet implements BufferConsumer.Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
    /** How much is joined to be written at once. */
    private static final int PIECE = 32 * 1024;
    private static final int LOOKS_PER_PATIENCE = 4;

    private final EventStream stream;
    private final Channel channel;
    private final EventLoop loop;
    private final long patience;
    private final long heartbeat;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private final ChannelFutureListener gone = future -> finish();

    private volatile @Nullable BufferConsumer client;
    private volatile @Nullable ReadBufferFactory buffers;
    private volatile boolean unwanted;
    private boolean started;
    private boolean finished;
    private boolean draining;
    private int inFlight;
    private long lastWrite;

    private @Nullable ScheduledFuture<?> nextLook;
    private boolean watching;
    private long lastProgress;
    private int lastHead;
    private long lastHeadProgress;

    Outlet(EventStream stream, HttpRequest<?> request, StreamLimits limits) {
        this.stream = stream;
        channel = Connection.of(request);
        loop = channel.eventLoop();
        patience = limits.patience().toNanos();
        heartbeat = limits.heartbeat().toNanos();
    }

    /** Begins to look after the connection. */
    void open() {
        onLoop(() -> {
            lastWrite = now();
            ChannelFuture unused = channel.closeFuture().addListener(gone);
            watch();
        });
    }

    /** Has what waits sent. */
    void wake() {
        if (asked.compareAndSet(false, true)) {
            onLoop(drain);
        }
    }

    /** Closes the connection without regard to what waits. */
    void cut() {
        onLoop(() -> {
            if (!finished) {
                finish();
                if (started) {
                    reset();
                }
            }
        });
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException serverStops) {
            stream.close();
        }
    }

    /** The response's turn has come, its headers are written. */
    @Override
    public void start() {
        if (unwanted) {
            return;
        }
        started = true;
        if (finished) {
            reset();
        } else {
            drain();
        }
    }

    /** The connection is gone, or somebody put another response in this one's place. */
    @Override
    public void allowDiscard() {
        unwanted = true;
        onLoop(this::finish);
    }

    @Override
    public void onBytesConsumed(long bytes) {
        int taken = (int) Math.min(bytes, inFlight);
        inFlight -= taken;
        stream.taken(taken);
        if (!draining) {
            drain();
        }
    }

    private void drain() {
        asked.set(false);
        BufferConsumer to = client;
        ReadBufferFactory factory = buffers;
        if (finished) {
            stream.close();
        }
        if (finished || !started || draining || to == null || factory == null) {
            return;
        }
        draining = true;
        try {
            while (inFlight == 0 && !stream.isClosed()) {
                byte[] piece = gather();
                if (piece == null) {
                    break;
                }
                inFlight = piece.length;
                to.add(factory.adapt(piece));
                lastWrite = now();
            }
        } finally {
            draining = false;
        }
        if (inFlight == 0 && stream.isEnding() && stream.isDrained()) {
            to.complete();
            finish();
        } else if (!finished) {
            watch();
        }
    }

    private byte @Nullable [] gather() {
        byte[] first = stream.poll();
        byte[] next = first == null || first.length >= PIECE ? null : stream.poll();
        if (first == null || next == null) {
            return first;
        }
        var joined = new ByteArrayOutputStream(2 * (first.length + next.length));
        joined.writeBytes(first);
        while (next != null) {
            joined.writeBytes(next);
            next = joined.size() >= PIECE ? null : stream.poll();
        }
        return joined.toByteArray();
    }

    /** From when bytes wait, looks often enough to see when they have waited for too long. */
    private void watch() {
        if (!watching && bytesWait()) {
            beginToWatch();
        } else if (nextLook == null) {
            lookIn(heartbeat);
        }
    }

    private void beginToWatch() {
        watching = true;
        lastProgress = now();
        progressed();
        lookIn(patience / LOOKS_PER_PATIENCE);
    }

    private void look() {
        nextLook = null;
        long now = now();
        if (!bytesWait()) {
            watching = false;
            beat(now);
        } else if (!watching) {
            beginToWatch();
        } else if (progressed()) {
            lastProgress = now;
            lookIn(patience / LOOKS_PER_PATIENCE);
        } else if (now - lastProgress >= patience) {
            LOG.debug("a client was cut off, it took nothing for too long");
            stream.abort();
        } else {
            lookIn(Math.min(patience / LOOKS_PER_PATIENCE, patience - (now - lastProgress)));
        }
    }

    private void beat(long now) {
        long silence = now - lastWrite;
        if (silence >= heartbeat) {
            stream.heartbeat();
        }
        lookIn(silence >= heartbeat ? heartbeat : heartbeat - silence);
    }

    private void lookIn(long nanos) {
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        nextLook = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    /** Returns whether there are bytes that the client, or the answer before this one, keeps from leaving. */
    private boolean bytesWait() {
        if (!started) {
            return true;
        }
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer != null && buffer.totalPendingWriteBytes() > 0;
    }

    /** Returns whether the connection took something since this was asked before. */
    private boolean progressed() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        int head = buffer == null ? 0 : System.identityHashCode(buffer.current());
        long headProgress = buffer == null ? 0 : buffer.currentProgress();
        boolean same = head == lastHead && headProgress == lastHeadProgress;
        lastHead = head;
        lastHeadProgress = headProgress;
        return !same;
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        if (nextLook != null) {
            nextLook.cancel(false);
            nextLook = null;
        }
        ChannelFuture unused = channel.closeFuture().removeListener(gone);
        stream.close();
    }

    /** Lets nothing linger in the system's buffers for a client that does not take it. */
    private void reset() {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            ChannelFuture unused = channel.close();
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    /** Turns an outlet into the body of its response. */
    @Singleton
    @Produces(MediaType.TEXT_EVENT_STREAM)
    static final class Writer implements ResponseBodyWriter<Outlet> {

        @Override
        public CloseableByteBody writePiece(ByteBodyFactory factory, HttpRequest<?> request, HttpResponse<?> response,
                Argument<Outlet> type, MediaType media, Outlet outlet) {
            ByteBodyFactory.StreamingBody pushed = factory.createStreamingBody(BodySizeLimits.UNLIMITED, outlet);
            outlet.buffers = factory.readBufferFactory();
            outlet.client = pushed.sharedBuffer();
            return pushed.rootBody();
        }

        @Override
        public void writeTo(Argument<Outlet> type, MediaType media, Outlet outlet, MutableHeaders headers,
                OutputStream out) {
            throw new UnsupportedOperationException("a stream of events is not written to the end");
        }
    }
}
