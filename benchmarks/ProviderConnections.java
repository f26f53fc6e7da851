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
import java.util.Arrays;

/**
 * The connections of a model provider that costs next to nothing: HTTP/1.1 on loopback, one thread, no parsing beyond the
 * length of a request.
 */
abstract class ProviderConnections {

    private final Selector selector;
    private final ServerSocketChannel server;

    ProviderConnections(int port, int backlog) throws IOException {
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Answers the request that stands at the beginning of these bytes. */
    abstract void answer(Connection connection, byte[] bytes, int length);

    /** Tells whoever started this program where it listens, and ends it when its standard input does. */
    final void announce() throws IOException {
        Thread.ofPlatform().daemon().name("end-of-input").start(ProviderConnections::endWithInput);
        System.out.println("listening on " + ((InetSocketAddress) server.getLocalAddress()).getPort());
    }

    /** Deals with what came; waits so many milliseconds for it, not at all for 0, for as long as it takes when negative. */
    final void look(long millis) throws IOException {
        if (millis == 0) {
            selector.selectNow(this::ready);
        } else {
            selector.select(this::ready, Math.max(0, millis));
        }
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

    /** A client's connection: one answer at a time. */
    final class Connection {

        private final SocketChannel channel;
        private ByteBuffer in = ByteBuffer.allocate(2_048);
        private ByteBuffer unsent;
        private boolean streaming;

        private Connection(SocketChannel channel) {
            this.channel = channel;
        }

        /** Returns whether a stream begins, which it does not while another one has not ended. */
        boolean beginsStream() {
            boolean begins = !streaming;
            streaming = true;
            return begins;
        }

        void endsStream() {
            streaming = false;
        }

        private void ready(SelectionKey key) {
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
                answer(this, in.array(), length);
                in.flip().position(length);
                in.compact();
            }
            if (!in.hasRemaining()) {
                in = ByteBuffer.allocate(in.capacity() * 4).put(in.flip());
            }
        }

        /** Sends a text as a whole answer. */
        void sendPlain(String status, String text) {
            send(ByteBuffer.wrap(plain(status, text)));
        }

        /** Sends what fits and keeps the rest; returns whether the connection is open. */
        boolean send(ByteBuffer bytes) {
            try {
                if (!channel.isOpen()) {
                    return false;
                }
                if (unsent == null) {
                    channel.write(bytes);
                    if (!bytes.hasRemaining()) {
                        return true;
                    }
                    channel.keyFor(selector).interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                }
                int before = unsent == null ? 0 : unsent.remaining();
                ByteBuffer all = ByteBuffer.allocate(before + bytes.remaining());
                unsent = (unsent == null ? all : all.put(unsent)).put(bytes).flip();
            } catch (IOException gone) {
                close();
            }
            return channel.isOpen();
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
    private static int requestLength(byte[] bytes, int end) {
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

    private static byte[] plain(String status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return concat(ascii("HTTP/1.1 " + status + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + body.length + "\r\n\r\n"), body);
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
