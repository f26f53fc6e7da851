package dev.confab.openai.provider;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One connection to a {@link StandInProvider}, with the request that came over it last. For one thread. */
public final class Served {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private Request request = new Request("", "", Map.of(), "");
    private boolean over;

    Served(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /**
     * A request.
     *
     * @param headers by lower-case name
     */
    public record Request(String method, String path, Map<String, String> headers, String body) {}

    /** Returns the request at hand. */
    public Request request() {
        return request;
    }

    boolean isOver() {
        return over;
    }

    /** Receives the next request; false if the client left instead. */
    boolean receive() throws IOException {
        String first = line();
        if (first.isEmpty()) {
            return false;
        }
        String[] words = first.split(" ", 3);
        if (words.length < 3) {
            throw new ProtocolException("this is not HTTP");
        }
        var headers = new TreeMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new ProtocolException("this is not HTTP");
            }
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        request = new Request(words[0], words[1], headers, new String(body, StandardCharsets.UTF_8));
        return true;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Writes bytes as they are. */
    public Served raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Writes text as it is. */
    public Served raw(String text) throws IOException {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a status line and headers, each "Name: value", and the empty line after them. */
    public Served head(int status, String... headers) throws IOException {
        return raw(headText(status, headers));
    }

    static String headText(int status, String... headers) {
        var head = new StringBuilder("HTTP/1.1 ").append(status).append(" Said so\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /** Writes one chunk of a chunked body. */
    public Served chunk(byte[] bytes) throws IOException {
        return raw(chunkBytes(bytes));
    }

    /** Writes one chunk of a chunked body. */
    public Served chunk(String text) throws IOException {
        return chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] chunkBytes(byte[] bytes) {
        var chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(bytes);
        chunk.writeBytes(new byte[] { '\r', '\n' });
        return chunk.toByteArray();
    }

    /** Ends a chunked body. */
    public Served lastChunk() throws IOException {
        return raw("0\r\n\r\n");
    }

    /** Closes the connection in good order (FIN). */
    public void end() throws IOException {
        over = true;
        socket.close();
    }

    /** Breaks the connection (RST). */
    public void reset() throws IOException {
        over = true;
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Does nothing until the client leaves. */
    public void awaitLeaving() throws IOException {
        over = true;
        while (in.read() >= 0) {
            // Nothing that a client could say now would matter.
        }
    }
}
