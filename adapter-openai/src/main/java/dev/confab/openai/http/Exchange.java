package dev.confab.openai.http;

import dev.confab.domain.fault.LlmFault.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * One request and its answer. The reading thread pulls the body; a cut of the call's {@link Lifeline} closes the connection
 * under it. Redirects are not followed, nothing is decompressed, there are no cookies.
 */
public final class Exchange implements AutoCloseable {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    private final ConnectionPool pool;
    private final Lifeline line;
    private final Connection connection;
    private final ClassicHttpRequest request;
    private final ClassicHttpResponse response;
    private boolean open = true;

    private Exchange(ConnectionPool pool, Lifeline line, Connection connection, ClassicHttpRequest request,
            ClassicHttpResponse response) {
        this.pool = pool;
        this.line = line;
        this.connection = connection;
        this.request = request;
        this.response = response;
    }

    /**
     * Sends a request and returns when the head of the answer is there. A kept connection that turns out to be closed
     * before a single byte came is replaced by a new one, once; that is no attempt of its own.
     *
     * @throws IOException if there is no connection, it breaks, what comes is not HTTP, or the line is cut
     */
    public static Exchange send(ConnectionPool pool, Lifeline line, ClassicHttpRequest request) throws IOException {
        request.setHeader(HttpHeaders.HOST, pool.endpoint().authority());
        for (boolean fresh = false;; fresh = true) {
            line.enter(Phase.CONNECT);
            Connection connection = pool.take(line, fresh);
            try {
                return new Exchange(pool, line, connection, request, head(line, connection, request));
            } catch (IOException | RuntimeException broken) {
                boolean mayBeStale = connection.reused() && !fresh && !line.isCut();
                boolean silent = connection.receivedNothing();
                line.letGo();
                pool.giveBack(connection, Duration.ZERO);
                if (!(broken instanceof IOException) || !mayBeStale || !silent) {
                    throw broken;
                }
            }
        }
    }

    private static ClassicHttpResponse head(Lifeline line, Connection connection, ClassicHttpRequest request)
            throws IOException {
        connection.use();
        line.hold(connection::abort);
        line.enter(Phase.HEADERS);
        DefaultBHttpClientConnection http = connection.http();
        try {
            http.sendRequestHeader(request);
            http.sendRequestEntity(request);
            http.flush();
            ClassicHttpResponse response = http.receiveResponseHeader();
            while (response.getCode() < 200) {
                response = http.receiveResponseHeader();
            }
            if (response.getCode() != 204 && response.getCode() != 304) {
                http.receiveResponseEntity(response);
            }
            return response;
        } catch (HttpException notHttp) {
            throw brokenProtocol(notHttp);
        }
    }

    private static ProtocolException brokenProtocol(HttpException cause) {
        var broken = new ProtocolException("the answer is not HTTP");
        broken.initCause(cause);
        return broken;
    }

    /** Returns the status of the answer, 200 to 999. */
    public int status() {
        return response.getCode();
    }

    /** Returns the first value of a header. */
    public Optional<String> header(String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? Optional.empty() : Optional.ofNullable(header.getValue());
    }

    /** Returns the media type of the answer in lower case without parameters, empty if it names none. */
    public String mediaType() {
        String type = header(HttpHeaders.CONTENT_TYPE).orElse("");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    /** Returns the body, to be read by one thread. */
    public InputStream body() throws IOException {
        return response.getEntity() == null ? InputStream.nullInputStream() : response.getEntity().getContent();
    }

    /** Reads the start of the body, at most so many bytes, while the phase at hand lasts. */
    public byte[] start(int bytes) throws IOException {
        return body().readNBytes(bytes);
    }

    /** The body was read to its end: the connection may be used again. */
    public void complete() {
        boolean reusable = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response,
                HttpCoreContext.create());
        release(reusable && !connection.holdsMore() ? keepAlive() : Duration.ZERO);
    }

    /** Closes the connection, unless {@link #complete()} gave it back. */
    @Override
    public void close() {
        release(Duration.ZERO);
    }

    private void release(Duration keep) {
        if (open) {
            open = false;
            line.letGo();
            pool.giveBack(connection, line.isCut() ? Duration.ZERO : keep);
        }
    }

    /** For how long the provider keeps the connection: what it says, less a second for the way. */
    private Duration keepAlive() {
        for (String part : header("Keep-Alive").orElse("").split("[,;]", -1)) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("timeout")
                    && pair[1].strip().matches("\\d{1,6}")) {
                return Duration.ofSeconds(Long.parseLong(pair[1].strip()) - 1);
            }
        }
        return KEEP_ALIVE;
    }
}
