import java.io.IOException;
import java.nio.ByteBuffer;
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
public final class PacedProvider extends ProviderConnections {

    /** Nothing that is due within the next moment is worth a wake-up of its own. */
    private static final long TICK = TimeUnit.MICROSECONDS.toNanos(200);
    /** While tokens are due all the time, connections are looked at this often. */
    private static final long LOOK = TimeUnit.MICROSECONDS.toNanos(500);

    private final PriorityQueue<PacedStream> due = new PriorityQueue<>();
    private final ArrayDeque<PacedStream> hanging = new ArrayDeque<>();
    private final ByteBuffer out = ByteBuffer.allocateDirect(64 * 1024);
    private long sent;
    private long begun;
    private long ended;

    private PacedProvider(int port) throws IOException {
        super(port, 4096);
    }

    public static void main(String[] args) throws IOException {
        var provider = new PacedProvider(args.length > 0 ? Integer.parseInt(args[0]) : 0);
        provider.announce();
        provider.serve();
    }

    private void serve() throws IOException {
        long looked = System.nanoTime();
        while (true) {
            long wait = speak();
            long now = System.nanoTime();
            if (wait < 0 || wait > 2_000_000) {
                look(wait < 0 ? -1 : wait / 1_000_000);
                looked = System.nanoTime();
            } else if (now - looked >= LOOK) {
                look(0);
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
            stream.connection.endsStream();
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

    @Override
    void answer(Connection connection, byte[] bytes, int length) {
        if (bytes[0] == 'P' && bytes[1] == 'O' && connection.beginsStream()) {
            connection.send(ByteBuffer.wrap(PacedStream.HEAD));
            begin(new PacedStream(connection, Pace.in(bytes, length), System.nanoTime(), begun));
        } else if (startsWith(bytes, 0, length, "put /release/")) {
            release(TimeUnit.MILLISECONDS.toNanos(number(bytes, 13, length)));
            connection.sendPlain("200 OK", "");
        } else if (startsWith(bytes, 0, length, "get /sent")) {
            connection.sendPlain("200 OK", Long.toString(sent));
        } else if (startsWith(bytes, 0, length, "get /open")) {
            connection.sendPlain("200 OK", Long.toString(begun - ended));
        } else {
            connection.sendPlain("404 Not Found", "there is only POST …/chat/completions");
        }
    }
}
