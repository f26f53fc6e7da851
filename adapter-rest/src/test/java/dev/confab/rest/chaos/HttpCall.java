package dev.confab.rest.chaos;

import dev.confab.rest.testing.JsonValue;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One request over a connection of its own, and the answer as it comes. Whatever breaks is an {@link IOException}. */
final class HttpCall implements AutoCloseable {

    private final Socket socket = new Socket();
    private final InputStream in;
    private final Map<String, String> headers = new TreeMap<>();
    private final int status;
    private long left;
    private boolean last;

    /** An event of a stream; what it does not have is empty. */
    record Event(String id, String name, String data) {

        JsonValue json() {
            return JsonValue.parse(data);
        }
    }

    /** Sends a request and returns when the head of the answer is there; no single wait takes longer than the patience. */
    HttpCall(int port, Duration patience, String method, String path, Optional<String> body, String... more)
            throws IOException {
        try {
            socket.setSoTimeout((int) patience.toMillis());
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) patience.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
            socket.getOutputStream().write(request(method, path, body, more));
            status = Integer.parseInt(line().split(" ", 3)[1]);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
            left = "chunked".equals(headers.get("transfer-encoding")) ? 0
                    : Long.parseLong(headers.getOrDefault("content-length", "0"));
            last = left == 0 && !headers.containsKey("transfer-encoding");
        } catch (IOException | RuntimeException broken) {
            socket.close();
            throw broken instanceof IOException lost ? lost : new IOException("not an answer", broken);
        }
    }

    private static byte[] request(String method, String path, Optional<String> body, String... more) {
        var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String header : more) {
            text.append(header).append("\r\n");
        }
        body.ifPresent(json -> text.append("Content-Type: application/json\r\nContent-Length: ")
                .append(json.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n"));
        return text.append("\r\n").append(body.orElse("")).toString().getBytes(StandardCharsets.UTF_8);
    }

    int status() {
        return status;
    }

    boolean isStream() {
        return headers.getOrDefault("content-type", "").startsWith("text/event-stream");
    }

    /** Reads all of the body, which is JSON. */
    JsonValue json() throws IOException {
        var all = new ByteArrayOutputStream();
        for (int next = read(); next >= 0; next = read()) {
            all.write(next);
        }
        return JsonValue.parse(all.toString(StandardCharsets.UTF_8));
    }

    /** Reads the next event; empty when the stream has ended in good order. One that was cut within is no event. */
    Optional<Event> next() throws IOException {
        String id = "";
        String name = "";
        String data = "";
        while (true) {
            Optional<String> read = eventLine();
            if (read.isEmpty()) {
                return Optional.empty();
            }
            String line = read.get();
            if (line.isEmpty() && !data.isEmpty()) {
                return Optional.of(new Event(id, name, data));
            }
            int colon = line.indexOf(": ");
            String value = colon < 0 ? "" : line.substring(colon + 2);
            switch (colon < 0 ? "" : line.substring(0, colon)) {
                case "id" -> id = value;
                case "event" -> name = value;
                case "data" -> data = data.isEmpty() ? value : data + "\n" + value;
                default -> {
                    // A comment, or how long to wait.
                }
            }
        }
    }

    private Optional<String> eventLine() throws IOException {
        var line = new ByteArrayOutputStream();
        int next = read();
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = read();
        }
        return next < 0 ? Optional.empty() : Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    /** Returns the next byte of the body, or -1 at its end. */
    private int read() throws IOException {
        if (left == 0 && !last) {
            left = Long.parseLong(line(), 16);
            last = left == 0;
            if (last) {
                line();
            }
        }
        if (left == 0) {
            return -1;
        }
        int next = in.read();
        if (next < 0) {
            throw new EOFException("cut within the body");
        }
        left--;
        if (left == 0 && headers.containsKey("transfer-encoding")) {
            line();
        } else {
            last = left == 0;
        }
        return next;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        int next = in.read();
        while (next != '\n') {
            if (next < 0) {
                throw new EOFException("cut within a line");
            }
            if (next != '\r') {
                line.write(next);
            }
            next = in.read();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
