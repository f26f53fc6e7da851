package dev.confab.rest.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a stream of server-sent events as its format says. */
public final class EventClient implements AutoCloseable {

    private static final String BREAK = "\n\n";

    private final RawClient client;
    private final RawClient.Response head;
    private final StringBuilder unread = new StringBuilder();
    private final StringBuilder all = new StringBuilder();

    /**
     * One event.
     *
     * @param name empty for text
     */
    public record Event(@Nullable String id, String name, String data) {

        public JsonValue json() {
            return JsonValue.parse(data);
        }

        /** The piece of text that it carries. */
        public String content() {
            return json().at("content").text();
        }
    }

    private EventClient(RawClient client, RawClient.Response head) {
        this.client = client;
        this.head = head;
    }

    /** Sends a request and reads the head of its answer. */
    public static EventClient open(TestServer server, String method, String path, @Nullable String body,
            String... headers) throws IOException {
        return open(server.connect(), server, method, path, body, headers);
    }

    /** Sends a request over a connection and reads the head of its answer. */
    public static EventClient open(RawClient client, TestServer server, String method, String path,
            @Nullable String body, String... headers) throws IOException {
        var all = new ArrayList<>(List.of(headers));
        all.add("Accept: text/event-stream");
        client.send(server.request(method, path, body, all.toArray(String[]::new)));
        return new EventClient(client, client.readHead());
    }

    public static EventClient chat(TestServer server, String body, String... headers) throws IOException {
        return open(server, "POST", "/chat", body, headers);
    }

    public static EventClient follow(TestServer server, String run, String... headers) throws IOException {
        return open(server, "GET", "/runs/" + run + "/events", null, headers);
    }

    public RawClient.Response head() {
        return head;
    }

    /** Waits for the next event; null behind the last one. */
    public @Nullable Event next() throws IOException {
        while (true) {
            int end = unread.indexOf(BREAK);
            if (end >= 0) {
                String block = unread.substring(0, end);
                unread.delete(0, end + BREAK.length());
                if (!block.startsWith(":")) {
                    return event(block);
                }
            } else {
                String chunk = client.readChunk();
                if (chunk.isEmpty()) {
                    return null;
                }
                unread.append(chunk);
                all.append(chunk);
            }
        }
    }

    private static Event event(String block) {
        String id = null;
        String name = "";
        String data = "";
        for (String line : block.split("\n", -1)) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else {
                name = line.substring(0, line.indexOf(':'));
                data = line.substring(line.indexOf(':') + 2);
            }
        }
        return new Event(id, name, data);
    }

    /** Waits for the next event, which must have this name. */
    public Event next(String name) throws IOException {
        Event event = Objects.requireNonNull(next(), "the stream ended before " + name);
        if (!event.name().equals(name)) {
            throw new AssertionError("expected " + name + " but got " + event);
        }
        return event;
    }

    /** Reads text until so much of it came, in UTF-16 code units. */
    public String text(int length) throws IOException {
        var text = new StringBuilder();
        while (text.length() < length) {
            text.append(next("").content());
        }
        return text.toString();
    }

    /** Reads to the end of the stream. */
    public List<Event> rest() throws IOException {
        var events = new ArrayList<Event>();
        for (Event event = next(); event != null; event = next()) {
            events.add(event);
        }
        return events;
    }

    /** Everything that came so far, byte for byte. */
    public String raw() {
        return all.toString();
    }

    /** Hangs up, the hard way. */
    public void hangUp() throws IOException {
        client.reset();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
