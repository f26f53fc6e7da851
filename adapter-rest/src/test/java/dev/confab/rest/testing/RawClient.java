package dev.confab.rest.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One connection to a server on this machine. It adds nothing to what it is told to send. */
public final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) throws IOException {
        this(port, 0);
    }

    /** Connects as a client whose system holds about so many bytes that it has not read; 0 for the usual. */
    public RawClient(int port, int receiveBuffer) throws IOException {
        this(port, receiveBuffer, 20_000);
    }

    /** Connects as a client that waits for so many milliseconds at the most. */
    public RawClient(int port, int receiveBuffer, int patience) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(patience);
        in = socket.getInputStream();
    }

    /** An answer; names of headers in lower case, several of one name joined by commas. */
    public record Response(int status, Map<String, String> headers, String body) {

        public @Nullable String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        /** The body as a JSON value of {@link JsonValue}. */
        public JsonValue json() {
            return JsonValue.parse(body);
        }
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads one answer, which has a body unless its status says otherwise. */
    public Response read() throws IOException {
        return read(true);
    }

    /** Reads the answer to a HEAD request. */
    public Response readHead() throws IOException {
        return read(false);
    }

    private Response read(boolean withBody) throws IOException {
        String statusLine = line();
        int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        if (status == 100) {
            return read(withBody);
        }
        byte[] body = new byte[0];
        if (withBody && status != 204) {
            body = "chunked".equals(headers.get("transfer-encoding"))
                    ? chunks()
                    : exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        return new Response(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    /** Reads the next chunk of an answer whose head was read; an empty one is the last. */
    public String readChunk() throws IOException {
        byte[] chunk = exactly(Integer.parseInt(line(), 16));
        line();
        return new String(chunk, StandardCharsets.UTF_8);
    }

    /** Returns whether the server has closed the connection, waiting for it up to the read timeout. */
    public boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    private byte[] chunks() throws IOException {
        var all = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            all.write(exactly(size));
            line();
            if (size == 0) {
                return all.toByteArray();
            }
        }
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the connection ended inside an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (next != '\r') {
                line.write(next);
            }
            next = in.read();
        }
        if (next < 0 && line.size() == 0) {
            throw new EOFException("the server closed the connection without an answer");
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Closes the connection the hard way: the server's next write fails. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
