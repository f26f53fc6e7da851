import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One client that watches one answer being written. For the thread of its {@link StreamClient}. */
final class StreamConnection implements EventScanner.Listener {

    private final Audience audience;
    private final ByteBuffer request;
    private final SocketChannel channel;
    private final EventScanner scanner = new EventScanner(this);
    private final StringBuilder text;
    private final boolean leaves;
    private String run = "";
    private long asked;
    private long now;
    private long lastArrival;
    private long lastSent;
    private int expected;
    private boolean done;
    private boolean closed;

    /** @param leaves whether it closes the connection without farewell as soon as something was said */
    StreamConnection(Selector selector, int port, ByteBuffer request, Audience audience, boolean leaves)
            throws IOException {
        this.audience = audience;
        this.request = request;
        this.leaves = leaves;
        audience.streams.add(this);
        text = audience.keepsText() ? new StringBuilder() : null;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    String run() {
        return run;
    }

    /** Returns the text so far, null when this one does not keep it. */
    String text() {
        return text == null ? null : text.toString();
    }

    boolean isDone() {
        return done;
    }

    void ready(SelectionKey key, ByteBuffer in, byte[] bytes) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                asked = System.nanoTime();
                channel.write(request);
                if (request.hasRemaining()) {
                    throw new IOException("a request does not fit the connection's buffer");
                }
            } else if (key.isReadable()) {
                read(in, bytes);
            }
        } catch (IOException gone) {
            failed("connection lost", String.valueOf(gone.getMessage()));
            hangUp(false);
        }
    }

    private void read(ByteBuffer in, byte[] bytes) throws IOException {
        in.clear();
        int count = channel.read(in);
        now = System.nanoTime();
        if (count < 0) {
            if (!done) {
                audience.fail("ended without a last event", scanner.hasBegun() ? "after its head" : "before its head");
            }
            hangUp(false);
            return;
        }
        boolean before = scanner.hasBegun();
        in.flip().get(bytes, 0, count);
        scanner.take(bytes, count);
        if (!before && scanner.hasBegun()) {
            audience.begun++;
        }
        if (scanner.hasEnded()) {
            if (!done) {
                audience.fail("ended without done", "after " + expected + " tokens");
            }
            hangUp(false);
        } else if (leaves && expected > 0) {
            hangUp(true);
        }
    }

    /** Closes the connection, with a reset if so wanted. */
    void hangUp(boolean reset) {
        if (closed) {
            return;
        }
        closed = true;
        audience.closed++;
        try {
            if (reset) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            channel.close();
        } catch (IOException closedAnyway) {
            // Nothing is left to be done with it.
        }
    }

    @Override
    public void piece() {
        audience.pieces++;
    }

    @Override
    public void token(byte[] token) {
        int number = Token.number(token);
        long age = Token.age(token, now);
        if (number == expected) {
            expected++;
        } else if (number > expected) {
            audience.lost += number - expected;
            expected = number + 1;
        } else {
            audience.doubled++;
        }
        if (number == 0) {
            audience.first.add((now - asked) / 1_000);
            audience.speaking++;
        }
        long arrival = now / 1_000;
        if (audience.isRecording()) {
            audience.delay.add(age);
            if (lastArrival != 0) {
                audience.gap.add(arrival - lastArrival);
                audience.gapSent.add(arrival - age - lastSent);
            }
        }
        lastArrival = arrival;
        lastSent = arrival - age;
        audience.tokens++;
        if (text != null) {
            text.append(new String(token, java.nio.charset.StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void run(String id) {
        run = id;
    }

    @Override
    public void done() {
        done = true;
        audience.done++;
        audience.lost += Math.max(0, audience.pace.tokens() - expected);
    }

    @Override
    public void failed(String kind, String words) {
        // Counted once: what follows is the same failure's.
        if (!done) {
            done = true;
            audience.fail(kind, words.length() > 300 ? words.substring(0, 300) + "…" : words);
        }
    }
}
