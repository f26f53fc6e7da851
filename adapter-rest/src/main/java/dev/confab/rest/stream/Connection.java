package dev.confab.rest.stream;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.util.concurrent.GenericFutureListener;

/** The connection that a request came over. */
public final class Connection {

    private Connection() {}

    static Channel of(HttpRequest<?> request) {
        HttpRequest<?> inner = request;
        while (inner instanceof HttpRequestWrapper<?> wrapper) {
            inner = wrapper.getDelegate();
        }
        if (inner instanceof NettyHttpRequest<?> netty) {
            return netty.getChannelHandlerContext().channel();
        }
        throw new IllegalArgumentException("the request did not come over a connection of this server");
    }

    /**
     * Has something done when the client goes away, at once if it is gone already.
     *
     * @param what must not block: it is done where all connections are served
     * @return forgets it when it is closed
     */
    public static Watched onGone(HttpRequest<?> request, Runnable what) {
        Channel channel = of(request);
        GenericFutureListener<io.netty.util.concurrent.Future<Void>> gone = future -> what.run();
        var unused = channel.closeFuture().addListener(gone);
        return () -> {
            var unusedToo = channel.closeFuture().removeListener(gone);
        };
    }

    /** Something that is to be done when a client goes away. */
    public interface Watched extends AutoCloseable {
        @Override
        void close();
    }
}
