import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;

/**
 * People who watch answers being written: any number of streams on one thread, 10 to 15 µs of CPU a token. The same client
 * can watch the model provider itself, for what it adds to all figures without a server between.
 */
final class StreamClient implements AutoCloseable {

    private final int port;
    private final boolean direct;
    private final Selector selector;
    private final Queue<Steps> orders = new ConcurrentLinkedQueue<>();
    private final List<Steps> steps = new ArrayList<>();
    private final List<Audience> audiences = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private final byte[] bytes = new byte[64 * 1024];
    private final Thread thread;
    private volatile boolean stopping;
    private volatile String broken = "";

    /** Something that is done so many times, spread evenly over a time. */
    private static final class Steps {

        private final int count;
        private final long overNanos;
        private final IntConsumer step;
        private final long from = System.nanoTime();
        private int taken;

        Steps(int count, Duration over, IntConsumer step) {
            this.count = count;
            this.overNanos = over.toNanos();
            this.step = step;
        }

        /** Does what is due and returns whether there will be more. */
        boolean go() {
            long since = System.nanoTime() - from;
            while (taken < count && since >= overNanos * taken / count) {
                step.accept(taken++);
            }
            return taken < count;
        }
    }

    /** @param direct whether the provider is asked, not the server */
    StreamClient(int port, boolean direct) throws IOException {
        this.port = port;
        this.direct = direct;
        selector = Selector.open();
        thread = Thread.ofPlatform().name("streams").start(this::run);
    }

    /** Opens streams, spread over a time. */
    Audience open(int count, Duration over, Pace pace) {
        return open(count, over, pace, false);
    }

    /** Opens streams that are reset as soon as their first token is there. */
    Audience openAndLeave(int count, Duration over, Pace pace) {
        return open(count, over, pace, true);
    }

    private Audience open(int count, Duration over, Pace pace, boolean leaves) {
        var audience = new Audience(count, pace);
        audiences.add(audience);
        order(new Steps(count, over, number -> connect(audience, question(pace, number), leaves)));
        return audience;
    }

    /** Watches runs of others too, from their beginning: one more stream for each. */
    Audience join(List<String> runs, Duration over, Pace pace) {
        var audience = new Audience(runs.size(), pace);
        audiences.add(audience);
        order(new Steps(runs.size(), over, number -> connect(audience, "GET /runs/" + runs.get(number)
                + "/events HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAccept: text/event-stream\r\n\r\n", false)));
        return audience;
    }

    /** Closes all connections of a group, spread over a time, each as a browser does that is closed. */
    void hangUp(Audience audience, Duration over) {
        order(new Steps(audience.size, over, number -> audience.streams.get(number).hangUp(false)));
    }

    private void order(Steps more) {
        orders.add(more);
        selector.wakeup();
    }

    private String question(Pace pace, int number) {
        String words = "Tell me about the balance of a walking robot, question " + number + ", " + pace.words();
        String body = direct
                ? "{\"model\":\"fake-model\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + words
                        + "\"}]}"
                : "{\"message\":\"" + words + "\"}";
        return (direct ? "POST /v1/chat/completions" : "POST /chat") + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUser-Agent: confab-benchmark\r\nAccept: text/event-stream\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void connect(Audience audience, String request, boolean leaves) {
        try {
            new StreamConnection(selector, port, ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)), audience,
                    leaves);
        } catch (IOException refused) {
            audience.fail("cannot connect", String.valueOf(refused.getMessage()));
        }
    }

    private void run() {
        try {
            while (!stopping) {
                Steps more;
                while ((more = orders.poll()) != null) {
                    steps.add(more);
                }
                steps.removeIf(some -> !some.go());
                selector.select(this::ready, steps.isEmpty() ? 100 : 1);
            }
        } catch (IOException | RuntimeException fault) {
            broken = fault.toString();
        }
    }

    private void ready(SelectionKey key) {
        ((StreamConnection) key.attachment()).ready(key, in, bytes);
    }

    /** Says why the client itself does not go on, empty as long as it does. */
    String broken() {
        return broken;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stopping = true;
        selector.wakeup();
        thread.join();
        for (Audience audience : audiences) {
            audience.streams.forEach(stream -> stream.hangUp(false));
        }
        selector.close();
    }
}
