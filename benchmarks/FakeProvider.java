import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A model provider that costs next to nothing: it speaks the streaming form of OpenAI's chat completions over HTTP/1.1
 * and gives everybody the same answer, at once or after a delay. One thread, ready bytes, no parsing beyond the length
 * of a request.
 *
 * <p>
 * {@code java FakeProvider.java [port [delay in ms]]} serves {@code POST …/chat/completions}. A delay separates the
 * response's headers, which come at once, from the first token. {@code PUT /delay/{ms}} changes it,
 * {@code GET /delay} tells how long the waits since then were on average, in microseconds. The program ends when its
 * standard input does.
 */
public final class FakeProvider {

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

    private final Selector selector;
    private final ServerSocketChannel server;
    /** Answers that wait, in the order in which they are due: a change of the delay drops into an empty queue. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long delayNanos;
    private long waits;
    private long waitedNanos;

    private record Waiting(Connection connection, long since, long due) {
    }

    private FakeProvider(int port, long delayMillis) throws IOException {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        var provider = new FakeProvider(port, args.length > 1 ? Long.parseLong(args[1]) : 0);
        Thread.ofPlatform().daemon().name("end-of-input").start(FakeProvider::endWithInput);
        System.out.println("listening on " + ((InetSocketAddress) provider.server.getLocalAddress()).getPort());
        provider.serve();
    }

    static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said to it; only the end counts.
            }
        } catch (IOException endedToo) {
            // A broken pipe is an end as well.
        }
        System.exit(0);
    }

    private void serve() throws IOException {
        while (true) {
            long timeout = answerDue();
            if (timeout == 0) {
                selector.selectNow(this::ready);
            } else {
                selector.select(this::ready, timeout < 0 ? 0 : timeout);
            }
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
            next.connection.send(tail);
        }
        return next == null ? -1 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.due - now + HALF_TICK));
    }

    private void ready(SelectionKey key) {
        if (key.isAcceptable()) {
            accept();
        } else if (key.attachment() instanceof Connection connection) {
            connection.ready(key);
        }
    }

    private void accept() {
        try {
            SocketChannel channel;
            while ((channel = server.accept()) != null) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
            }
        } catch (IOException refused) {
            System.err.println("provider: cannot accept: " + refused.getMessage());
        }
    }

    private final class Connection {

        private final SocketChannel channel;
        private ByteBuffer in = ByteBuffer.allocate(16_384);
        private ByteBuffer unsent;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void ready(SelectionKey key) {
            try {
                if (key.isWritable() && unsent != null) {
                    channel.write(unsent);
                    if (!unsent.hasRemaining()) {
                        unsent = null;
                        key.interestOps(SelectionKey.OP_READ);
                    }
                }
                if (key.isReadable()) {
                    read();
                }
            } catch (IOException gone) {
                close();
            }
        }

        private void read() throws IOException {
            if (channel.read(in) < 0) {
                close();
                return;
            }
            int length;
            while ((length = requestLength(in.array(), in.position())) > 0 && length <= in.position()) {
                answer();
                in.flip().position(length);
                in.compact();
            }
            if (!in.hasRemaining()) {
                in = ByteBuffer.allocate(in.capacity() * 4).put(in.flip());
            }
        }

        private void answer() {
            byte[] bytes = in.array();
            if (bytes[0] == 'P' && bytes[1] == 'O') {
                if (delayNanos == 0) {
                    send(whole);
                } else {
                    send(head);
                    long now = System.nanoTime();
                    waiting.add(new Waiting(this, now, now + delayNanos));
                }
            } else if (startsWith(bytes, 0, in.position(), "put /delay/")) {
                delayNanos = TimeUnit.MILLISECONDS.toNanos(number(bytes, 11, in.position()));
                waits = 0;
                waitedNanos = 0;
                send(plain("200 OK", ""));
            } else if (startsWith(bytes, 0, in.position(), "get /delay")) {
                send(plain("200 OK", Long.toString(waits == 0 ? 0 : waitedNanos / waits / 1_000)));
            } else {
                send(plain("404 Not Found", "there is only POST …/chat/completions"));
            }
        }

        void send(byte[] bytes) {
            try {
                if (!channel.isOpen()) {
                    return;
                }
                if (unsent != null) {
                    unsent = ByteBuffer.allocate(unsent.remaining() + bytes.length).put(unsent).put(bytes).flip();
                    return;
                }
                ByteBuffer out = ByteBuffer.wrap(bytes);
                channel.write(out);
                if (out.hasRemaining()) {
                    unsent = out;
                    channel.keyFor(selector).interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                }
            } catch (IOException gone) {
                close();
            }
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException closedAnyway) {
                // Nothing is left to be done with it.
            }
        }
    }

    /** Returns how many bytes the first request has, 0 while its head is not all there. */
    static int requestLength(byte[] bytes, int end) {
        int length = 0;
        for (int at = 0; at + 3 < end; at++) {
            if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
                continue;
            }
            if (bytes[at + 2] == '\r' && bytes[at + 3] == '\n') {
                return at + 4 + length;
            }
            if ((bytes[at + 2] | 0x20) == 'c' && startsWith(bytes, at + 2, end, "content-length:")) {
                length = number(bytes, at + 17, end);
            }
        }
        return 0;
    }

    static boolean startsWith(byte[] bytes, int from, int end, String lowerCase) {
        if (from + lowerCase.length() > end) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            byte found = bytes[from + i];
            int lower = found >= 'A' && found <= 'Z' ? found + 32 : found;
            if (lower != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static int number(byte[] bytes, int from, int end) {
        int value = 0;
        for (int at = from; at < end && bytes[at] != '\r'; at++) {
            if (bytes[at] >= '0' && bytes[at] <= '9') {
                value = value * 10 + bytes[at] - '0';
            } else if (bytes[at] != ' ' || value > 0) {
                break;
            }
        }
        return value;
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

    static byte[] plain(String status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return concat(ascii("HTTP/1.1 " + status + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + body.length + "\r\n\r\n"), body);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
