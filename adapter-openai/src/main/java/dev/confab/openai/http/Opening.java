package dev.confab.openai.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection being opened, on a thread of its own: neither a name lookup nor a handshake can be interrupted, so whoever
 * wants the connection has to be able to walk away.
 */
final class Opening {

    private final Endpoint endpoint;
    private final SSLSocketFactory tls;
    private final Duration limit;
    private final Watchdog clock;
    private final CompletableFuture<Connection> made = new CompletableFuture<>();
    private volatile @Nullable Socket socket;

    private Opening(Endpoint endpoint, SSLSocketFactory tls, Duration limit, Watchdog clock) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.limit = limit;
        this.clock = clock;
    }

    static Opening start(Endpoint endpoint, SSLSocketFactory tls, Duration limit, Watchdog clock) {
        var opening = new Opening(endpoint, tls, limit, clock);
        Thread.ofVirtual().name("confab-model-connect").start(opening::run);
        return opening;
    }

    /** Returns the connection to come. Cancelling it is not enough to stop the attempt: see {@link #abandon}. */
    CompletableFuture<Connection> made() {
        return made;
    }

    /** Nobody wants the connection any more. */
    void abandon() {
        made.cancel(false);
        closeQuietly(socket);
    }

    private void run() {
        try {
            Connection connection = open();
            if (!made.complete(connection)) {
                connection.abort();
            }
        } catch (IOException | RuntimeException failed) {
            closeQuietly(socket);
            made.completeExceptionally(failed);
        }
    }

    private Connection open() throws IOException {
        Socket plain = connect(InetAddress.getAllByName(endpoint.host()));
        plain.setTcpNoDelay(true);
        plain.setKeepAlive(true);
        if (!endpoint.secure()) {
            return new Connection(plain, null, clock.now());
        }
        SSLSocket secured = (SSLSocket) tls.createSocket(plain, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return new Connection(plain, secured, clock.now());
    }

    /** Tries the addresses in order; each gets its share of the time that is left. */
    private Socket connect(InetAddress[] addresses) throws IOException {
        long until = clock.now() + limit.toNanos();
        IOException last = new UnknownHostException("the provider's host has no address");
        for (int at = 0; at < addresses.length && !made.isDone(); at++) {
            long share = (until - clock.now()) / (addresses.length - at);
            var fresh = new Socket();
            socket = fresh;
            if (made.isDone()) {
                break;
            }
            try {
                fresh.connect(new InetSocketAddress(addresses[at], endpoint.port()),
                        (int) Math.max(1, Duration.ofNanos(share).toMillis()));
                return fresh;
            } catch (IOException failed) {
                closeQuietly(fresh);
                last = failed;
            }
        }
        throw last;
    }

    private static void closeQuietly(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException ignored) {
                // It is not used any more, and there is nothing else to be done about it.
            }
        }
    }
}
