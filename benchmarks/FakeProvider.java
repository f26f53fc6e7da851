import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A model provider that costs next to nothing: it speaks the streaming form of OpenAI's chat completions over HTTP/1.1
 * and gives everybody the same answer, at once or after a delay. Ready bytes, hardly any parsing.
 *
 * <p>
 * {@code java benchmarks/FakeProvider.java [port [delay in ms]]} (JDK 22 or newer) serves {@code POST …/chat/completions}. A delay separates the
 * response's headers, which come at once, from the first token. {@code PUT /delay/{ms}} changes it,
 * {@code GET /delay} tells how long the waits since then were on average, in microseconds. The program ends when its
 * standard input does.
 */
public final class FakeProvider extends ProviderConnections {

    /** A part of the answer, by which a load recognises it. */
    static final String MARK = "zero-moment point";

    private static final List<String> TOKENS = List.of("A walking robot keeps its balance by ", "holding the " + MARK,
            " inside the support polygon of its feet. ", "The controller predicts where the next step must land, ",
            "and corrects it ", "with the measured pose and contact forces ", "many times a second.");

    private static final long HALF_TICK = TimeUnit.MICROSECONDS.toNanos(500);

    private final byte[] head = ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            + "Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n");
    private final byte[] tail = tail();
    private final byte[] whole = concat(head, tail);

    /** Answers that wait, in the order in which they are due: a change of the delay drops into an empty queue. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long delayNanos;
    private long waits;
    private long waitedNanos;

    private record Waiting(Connection connection, long since, long due) {
    }

    private FakeProvider(int port, long delayMillis) throws IOException {
        super(port, 1024);
        delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
    }

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        var provider = new FakeProvider(port, args.length > 1 ? Long.parseLong(args[1]) : 0);
        provider.announce();
        provider.serve();
    }

    private void serve() throws IOException {
        while (true) {
            look(answerDue());
        }
    }

    /** Answers what is due to the nearest millisecond; returns how many to wait for the next one, negative for none. */
    private long answerDue() {
        if (waiting.isEmpty()) {
            return -1;
        }
        long now = System.nanoTime();
        Waiting next;
        while ((next = waiting.peek()) != null && next.due - now <= HALF_TICK) {
            waiting.poll();
            waits++;
            waitedNanos += now - next.since;
            next.connection.send(ByteBuffer.wrap(tail));
        }
        return next == null ? -1 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.due - now + HALF_TICK));
    }

    @Override
    void answer(Connection connection, byte[] bytes, int length) {
        if (bytes[0] == 'P' && bytes[1] == 'O') {
            if (delayNanos == 0) {
                connection.send(ByteBuffer.wrap(whole));
            } else {
                connection.send(ByteBuffer.wrap(head));
                long now = System.nanoTime();
                waiting.add(new Waiting(connection, now, now + delayNanos));
            }
        } else if (startsWith(bytes, 0, length, "put /delay/")) {
            delayNanos = TimeUnit.MILLISECONDS.toNanos(number(bytes, 11, length));
            waits = 0;
            waitedNanos = 0;
            connection.sendPlain("200 OK", "");
        } else if (startsWith(bytes, 0, length, "get /delay")) {
            connection.sendPlain("200 OK", Long.toString(waits == 0 ? 0 : waitedNanos / waits / 1_000));
        } else {
            connection.sendPlain("404 Not Found", "there is only POST …/chat/completions");
        }
    }

    private static byte[] tail() {
        var out = new StringBuilder();
        event(out, chunk("\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null", "null"));
        for (String token : TOKENS) {
            event(out, chunk("\"delta\":{\"content\":\"" + token + "\"},\"finish_reason\":null", "null"));
        }
        event(out, chunk("\"delta\":{},\"finish_reason\":\"stop\"", "null"));
        event(out, "{\"id\":\"chatcmpl-benchmark\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                + "\"model\":\"fake-model\",\"choices\":[],"
                + "\"usage\":{\"prompt_tokens\":412,\"completion_tokens\":52,\"total_tokens\":464}}");
        event(out, "[DONE]");
        return ascii(out.append("0\r\n\r\n").toString());
    }

    static String chunk(String choice, String usage) {
        return "{\"id\":\"chatcmpl-benchmark\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                + "\"model\":\"fake-model\",\"choices\":[{\"index\":0," + choice + "}],\"usage\":" + usage + "}";
    }

    /** One server-sent event in one chunk of the transfer encoding, as providers send them. */
    static void event(StringBuilder out, String data) {
        String event = "data: " + data + "\n\n";
        out.append(Integer.toHexString(event.length()).toUpperCase(Locale.ROOT)).append("\r\n").append(event)
                .append("\r\n");
    }
}
