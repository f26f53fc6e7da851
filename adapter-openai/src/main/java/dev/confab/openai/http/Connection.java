package dev.confab.openai.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** One connection to the provider, and what the pool has to know about it. */
final class Connection {

    /** A head of more than this is not a provider's. */
    private static final Http1Config HEAD_LIMITS = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(200)
            .build();
    /** A connection idle for longer is looked at before it is used: the provider may have closed it. */
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Http http = new Http();
    private final Socket socket;
    private final long opened;
    private long idleSince;
    private long idleUntil = Long.MAX_VALUE;
    private int uses;
    private long receivedBefore;

    Connection(Socket plain, @Nullable SSLSocket tls, long now) throws IOException {
        socket = tls == null ? plain : tls;
        if (tls == null) {
            http.bind(plain);
        } else {
            http.bind(tls, plain);
        }
        opened = now;
        idleSince = now;
    }

    DefaultBHttpClientConnection http() {
        return http;
    }

    /** Tells that it is used once more. */
    void use() {
        uses++;
        receivedBefore = http.getEndpointDetails().getReceivedBytesCount();
    }

    /** Returns whether not a single byte came since then. */
    boolean receivedNothing() {
        EndpointDetails details = http.getEndpointDetails();
        return details == null || details.getReceivedBytesCount() == receivedBefore;
    }

    /** Returns whether it was used before the exchange at hand. */
    boolean reused() {
        return uses > 1;
    }

    /**
     * Returns whether more was read than the answer that was asked for. It would be taken for the begin of the next answer,
     * which may be for somebody else.
     */
    boolean holdsMore() {
        return http.buffer != null && http.buffer.length() > 0;
    }

    /** Tells that it waits in the pool from now on, at the latest until then. */
    void idle(long now, long until) {
        idleSince = now;
        idleUntil = until;
    }

    long idleUntil() {
        return idleUntil;
    }

    /** Returns whether it should not be used any more: too old, closed by the provider, or talked to unasked. */
    boolean wornOut(long now, long maxAgeNanos) {
        if (now - opened > maxAgeNanos || now >= idleUntil || !http.isOpen()) {
            return true;
        }
        try {
            boolean closed = now - idleSince > TRUSTED_NANOS && http.isStale();
            return closed || holdsMore() || socket.getInputStream().available() > 0;
        } catch (IOException gone) {
            return true;
        }
    }

    /** Closes at once, without farewell; breaks what another thread does on it. */
    void abort() {
        http.close(CloseMode.IMMEDIATE);
    }

    /** HttpCore's connection, with a look at what it has read. */
    private static final class Http extends DefaultBHttpClientConnection {

        private @Nullable SessionInputBuffer buffer;

        private Http() {
            super(HEAD_LIMITS);
        }

        @Override
        protected InputStream createContentInputStream(long length, SessionInputBuffer read, InputStream in) {
            buffer = read;
            return super.createContentInputStream(length, read, in);
        }
    }
}
