import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A model provider that speaks like a real one: token by token, at a pace. It speaks the streaming form of OpenAI's chat
 * completions, as {@link FakeProvider} does; the question itself says how (see {@link Pace}), so that streams of all kinds
 * can be open at the same time. Tokens are due at moments that follow from the stream's beginning alone, so a late one
 * delays no other, and where the beginnings lie between two ticks is spread. One thread, 10 to 15 µs of CPU a token,
 * nearly all of it the kernel's.
 *
 * <p>
 * {@code GET /sent} tells how many tokens were sent so far, {@code GET /open} how many streams have not ended.
 * {@code PUT /release/{ms}} has the streams that hang go on, one after the other within this time. The program ends when
 * its standard input does.
 */
public final class PacedProvider {

    /** Nothing that is due within the next moment is worth a wake-up of its own. */
    private static final long TICK = TimeUnit.MICROSECONDS.toNanos(200);
    /** While tokens are due all the time, connections are looked at this often. */
    private static final long LOOK = TimeUnit.MICROSECONDS.toNanos(500);

    private final Selector selector;
    private final ServerSocketChannel server;
    private final PriorityQueue<PacedStream> due = new PriorityQueue<>();
    private final ArrayDeque<PacedStream> hanging = new ArrayDeque<>();
    private final ByteBuffer out = ByteBuffer.allocateDirect(64 * 1024);
    private long sent;
    private long begun;
    private long ended;

    private PacedProvider(int port) throws IOException {
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] args) throws IOException {
        var provider = new PacedProvider(args.length > 0 ? Integer.parseInt(args[0]) : 0);
        Thread.ofPlatform().daemon().name("end-of-input").start(FakeProvider::endWithInput);
        System.out.println("listening on " + ((InetSocketAddress) provider.server.getLocalAddress()).getPort());
        provider.serve();
    }

    private void serve() throws IOException {
        long looked = System.nanoTime();
        while (true) {
            long wait = speak();
            long now = System.nanoTime();
            if (wait < 0 || wait > 2_000_000) {
                selector.select(this::ready, wait < 0 ? 0 : wait / 1_000_000);
                looked = System.nanoTime();
            } else if (now - looked >= LOOK) {
                selector.selectNow(this::ready);
                looked = now;
            } else if (wait > 0) {
                LockSupport.parkNanos(Math.min(Math.max(wait, TICK), LOOK));
            }
        }
    }

    /**
     * Sends what is due, but does not go on for long without a look at the connections. Returns in how many nanoseconds the
     * next token is due, negative for never.
     */
    private long speak() {
        long from = System.nanoTime();
        long now = from;
        PacedStream next;
        while ((next = due.peek()) != null) {
            long wait = next.due() - now;
            if (wait > 0 || now - from >= LOOK) {
                return Math.max(0, wait);
            }
            due.poll();
            speak(next, now);
            now = System.nanoTime();
        }
        return -1;
    }

    private void speak(PacedStream stream, long now) {
        sent += stream.isSpeaking() ? 1 : 0;
        out.clear();
        stream.next(out, now);
        boolean open = stream.connection.send(out.flip());
        if (!open || stream.hasEnded()) {
            ended++;
            stream.connection.over();
        } else if (stream.hangs()) {
            hanging.add(stream);
        } else {
            due.add(stream);
        }
    }

    private void begin(PacedStream stream) {
        begun++;
        if (stream.hangs()) {
            hanging.add(stream);
        } else {
            due.add(stream);
        }
    }

    private void release(long overNanos) {
        long now = System.nanoTime();
        int count = hanging.size();
        for (int i = 0; i < count; i++) {
            PacedStream stream = hanging.poll();
            stream.goOn(now + overNanos * i / count);
            due.add(stream);
        }
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

    /** A connection: one stream at a time. */
    final class Connection {

        private final SocketChannel channel;
        private ByteBuffer in = ByteBuffer.allocate(2_048);
        private ByteBuffer unsent;
        private boolean streaming;

        private Connection(SocketChannel channel) {
            this.channel = channel;
        }

        private void over() {
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
            while ((length = FakeProvider.requestLength(in.array(), in.position())) > 0 && length <= in.position()) {
                answer(length);
                in.flip().position(length);
                in.compact();
            }
            if (!in.hasRemaining()) {
                in = ByteBuffer.allocate(in.capacity() * 4).put(in.flip());
            }
        }

        private void answer(int length) {
            byte[] bytes = in.array();
            if (bytes[0] == 'P' && bytes[1] == 'O' && !streaming) {
                streaming = true;
                send(ByteBuffer.wrap(PacedStream.HEAD));
                begin(new PacedStream(this, Pace.in(bytes, length), System.nanoTime(), begun));
            } else if (FakeProvider.startsWith(bytes, 0, length, "put /release/")) {
                release(TimeUnit.MILLISECONDS.toNanos(FakeProvider.number(bytes, 13, length)));
                plain("");
            } else if (FakeProvider.startsWith(bytes, 0, length, "get /sent")) {
                plain(Long.toString(sent));
            } else if (FakeProvider.startsWith(bytes, 0, length, "get /open")) {
                plain(Long.toString(begun - ended));
            } else {
                send(ByteBuffer.wrap(FakeProvider.plain("404 Not Found", "there is only POST …/chat/completions")));
            }
        }

        private void plain(String text) {
            send(ByteBuffer.wrap(FakeProvider.plain("200 OK", text)));
        }

        /** Sends what fits and keeps the rest; returns whether the connection is open. */
        private boolean send(ByteBuffer bytes) {
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
}
