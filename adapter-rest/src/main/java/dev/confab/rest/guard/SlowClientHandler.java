package dev.confab.rest.guard;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes too long to send something. While the server works on an answer, nothing is
 * expected of the client. One coarse timer per connection; a request costs two looks at the clock.
 */
final class SlowClientHandler extends ChannelDuplexHandler {

    /**
     * How long a client may take.
     *
     * @param first  from the opening of the connection to the end of the first request's headers
     * @param next   from an answer to the end of the next request's headers
     * @param body   from the end of the headers to the end of the body, to which each {@value #BYTES_PER_SECOND} bytes of
     *               it add a second
     */
    record Limits(Duration first, Duration next, Duration body) {}

    /** A large body takes its time, but not any time. */
    static final int BYTES_PER_SECOND = 8 * 1024;

    private final Limits limits;
    private @Nullable ScheduledFuture<?> timer;
    private long limit;
    private long since;
    private boolean inBody;
    private int unanswered;

    SlowClientHandler(Limits limits) {
        this.limits = limits;
        this.limit = limits.first().toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        since = now(context);
        long pause = Math.max(1, limits.first().toMillis() / 4);
        timer = context.executor().scheduleWithFixedDelay(() -> look(context), pause, pause, TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void look(ChannelHandlerContext context) {
        boolean expected = inBody || unanswered == 0;
        if (expected && now(context) - since > limit) {
            ChannelFuture unused = context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            expect(context, limits.body());
            inBody = true;
        }
        if (message instanceof HttpContent content) {
            limit += content.content().readableBytes() * (TimeUnit.SECONDS.toNanos(1) / BYTES_PER_SECOND);
        }
        if (message instanceof LastHttpContent) {
            inBody = false;
            unanswered++;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof LastHttpContent) {
            unanswered = Math.max(0, unanswered - 1);
            if (!inBody) {
                expect(context, limits.next());
            }
        }
        super.write(context, message, promise);
    }

    private void expect(ChannelHandlerContext context, Duration within) {
        limit = within.toNanos();
        since = now(context);
    }

    private static long now(ChannelHandlerContext context) {
        return context.executor().ticker().nanoTime();
    }
}
