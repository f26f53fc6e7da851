import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * People who chat: each connection sends a question, reads the whole answer, and asks the next one at once. A session
 * has ten turns, then its connection starts a new one; where the connections stand in their first session is spread, so
 * that a tenth of all turns starts a session at any moment. One thread, so that the load takes little of the machine.
 *
 * <p>
 * Anything but a 200 with the fake provider's answer is an error; the first one of each kind is kept with its words.
 */
final class Load implements AutoCloseable {

    /** Turns of a session before its connection starts a new one. */
    static final int TURNS_PER_SESSION = 10;

    private static final String LENGTH = "Content-Length: ";

    private static final List<String> QUESTIONS = List.of(
            "What is the zero-moment point, and why does a humanoid robot need it to walk?",
            "How does a robot estimate its own pose when the wheels slip and the camera sees only a white wall?",
            "Explain the difference between forward and inverse kinematics with the example of a robot arm.",
            "Which sensors would you put into the foot of a biped, and what is each of them good for?",
            "And how would that change on stairs or on wet grass?",
            "Why is a simulation never quite like the real robot, and what can be done about the gap?",
            "Give me a short summary of what we have said about balance so far, in three sentences.",
            "What does ROS 2 do differently from ROS 1, and does it matter for real-time control?",
            "Can a language model plan the motions of a robot, or only the steps of a task?",
            "How large is the delay between a camera image and the reaction of the motors, in milliseconds?",
            "Please explain impedance control to somebody who knows springs and dampers from school.",
            "What would break first if this robot fell on its side, and how do people protect that part?",
            "Is it better to learn a gait by reinforcement learning or to compute it with a model?",
            "Thank you. One more question: how do vision-language-action models turn words into movements?");

    private final int port;
    private final String head;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final Map<String, Failure> failures = new TreeMap<>();
    private final Thread thread;
    private final long rampNanos;
    private final long started = System.nanoTime();
    private int toStart;
    private int turnsLeft;
    private int questions;
    private long[] latencies = new long[1 << 16];
    private int recorded;
    private volatile boolean recording;
    private volatile boolean stopping;
    private volatile long completed;

    /** Errors of one kind: how many, and what the first one said. */
    record Failure(int count, String first) {
    }

    /** What was recorded: sorted latencies in nanoseconds, all answered turns, and errors by kind. */
    record Result(long[] latencies, long completed, Map<String, Failure> failures) {

        /** Returns a percentile in milliseconds, 0 when nothing was recorded. */
        double millis(double percent) {
            return latencies.length == 0 ? 0
                    : latencies[(int) Math.min(latencies.length - 1, latencies.length * percent / 100)] / 1e6;
        }
    }

    /**
     * Starts the load.
     *
     * @param ramp  over which time the connections send their first questions
     * @param turns how many turns there may be altogether
     */
    Load(int port, int count, Duration ramp, int turns) throws IOException {
        this.port = port;
        this.head = "POST /chat HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUser-Agent: confab-benchmark\r\nAccept: application/json\r\n"
                + "Content-Type: application/json\r\nContent-Length: ";
        this.rampNanos = ramp.toNanos();
        this.turnsLeft = turns;
        this.selector = Selector.open();
        for (int i = 0; i < count; i++) {
            connections.add(new Connection(i));
        }
        thread = Thread.ofPlatform().name("load").start(this::run);
    }

    /** Begins to keep latencies. */
    void record() {
        recording = true;
    }

    /** Returns how many turns were answered so far. */
    long completed() {
        return completed;
    }

    /** Returns whether all turns that there may be have been answered or have failed, within the time. */
    boolean await(Duration atMost) throws InterruptedException {
        return thread.join(atMost);
    }

    /** Stops recording, lets the open turns end (some seconds at most) and tells what was recorded. */
    Result stop() throws InterruptedException {
        recording = false;
        stopping = true;
        selector.wakeup();
        if (!thread.join(Duration.ofSeconds(30))) {
            failures.merge("no answer within 30 s of the end", new Failure(1, ""), Load::add);
        }
        long[] sorted = Arrays.copyOf(latencies, recorded);
        Arrays.sort(sorted);
        return new Result(sorted, completed, failures);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stopping = true;
        selector.wakeup();
        thread.join(Duration.ofSeconds(2));
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }

    private void run() {
        try {
            while (!(stopping || turnsLeft <= 0) || connections.stream().anyMatch(Connection::isBusy)) {
                startMore();
                selector.select(key -> ((Connection) key.attachment()).ready(), toStart < connections.size() ? 1 : 100);
            }
        } catch (IOException | RuntimeException broken) {
            fail("the load itself broke", broken.toString());
        }
    }

    private void startMore() {
        long since = System.nanoTime() - started;
        while (toStart < connections.size() && !stopping && since >= rampNanos * toStart / connections.size()) {
            connections.get(toStart++).ask();
        }
    }

    private void fail(String kind, String words) {
        failures.merge(kind, new Failure(1, words), Load::add);
    }

    private static Failure add(Failure known, Failure more) {
        return new Failure(known.count + more.count, known.first);
    }

    private void answered(long nanos) {
        completed++;
        if (recording) {
            if (recorded == latencies.length) {
                latencies = Arrays.copyOf(latencies, recorded * 2);
            }
            latencies[recorded++] = nanos;
        }
    }

    private final class Connection {

        private SocketChannel channel;
        private ByteBuffer in = ByteBuffer.allocate(8_192);
        private String session;
        private int turn;
        private long asked;
        private boolean busy;

        Connection(int number) throws IOException {
            turn = number % TURNS_PER_SESSION;
            open();
        }

        private void open() throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        boolean isBusy() {
            return busy;
        }

        void close() throws IOException {
            channel.close();
        }

        void ask() {
            if (stopping || turnsLeft <= 0) {
                return;
            }
            turnsLeft--;
            if (turn++ % TURNS_PER_SESSION == 0) {
                session = null;
            }
            String question = QUESTIONS.get(questions++ % QUESTIONS.size());
            String body = session == null ? "{\"message\":\"" + question + "\"}"
                    : "{\"message\":\"" + question + "\",\"session_id\":\"" + session + "\"}";
            ByteBuffer bytes = ByteBuffer.wrap((head + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            in.clear();
            busy = true;
            asked = System.nanoTime();
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException gone) {
                reopen(gone);
            }
        }

        void ready() {
            try {
                if (channel.read(in) < 0) {
                    throw new IOException("the server closed the connection");
                }
                if (!in.hasRemaining()) {
                    in = ByteBuffer.allocate(in.capacity() * 4).put(in.flip());
                }
                String response = response();
                if (response != null) {
                    busy = false;
                    ended(response);
                    ask();
                }
            } catch (IOException gone) {
                reopen(gone);
            }
        }

        /** Returns the response once all of it has come. */
        private String response() throws IOException {
            if (in.position() < 12) {
                return null;
            }
            String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return null;
            }
            for (int at = text.indexOf('\n'); at < head; at = text.indexOf('\n', at + 1)) {
                if (text.regionMatches(true, at + 1, LENGTH, 0, LENGTH.length())) {
                    int from = at + 1 + LENGTH.length();
                    int length = Integer.parseInt(text, from, text.indexOf('\r', from), 10);
                    return in.position() >= head + 4 + length ? text : null;
                }
            }
            // Without a length it is chunked; the empty last chunk ends it.
            if (text.regionMatches(true, text.length() - 5, "0\r\n\r\n", 0, 5)) {
                return text;
            }
            return null;
        }

        private void ended(String response) {
            long now = System.nanoTime();
            int at = response.indexOf("\"session_id\":\"");
            if (!response.startsWith("HTTP/1.1 200")) {
                session = null;
                fail(response.substring(9, 12), tidy(response));
            } else if (at < 0 || !response.contains(FakeProvider.MARK)) {
                session = null;
                fail("200 without the model's answer", tidy(response));
            } else {
                session = response.substring(at + 14, at + 50);
                answered(now - asked);
            }
        }

        private void reopen(IOException gone) {
            if (busy || !stopping) {
                fail("connection lost", String.valueOf(gone.getMessage()));
            }
            busy = false;
            session = null;
            try {
                channel.close();
                if (!stopping) {
                    open();
                    ask();
                }
            } catch (IOException refused) {
                fail("connection refused", String.valueOf(refused.getMessage()));
                stopping = true;
            }
        }

        private static String tidy(String response) {
            String body = response.substring(response.indexOf("\r\n\r\n") + 4).strip();
            return body.length() > 300 ? body.substring(0, 300) + "…" : body;
        }
    }
}
