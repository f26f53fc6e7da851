package dev.confab.application.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** One connection through the proxy: a socket on each side, and a thread for each way. */
final class Link {

    private static final int BUFFER = 64 * 1024;

    private final int number;
    private final Socket client;
    private final Socket server = new Socket();
    private final Function<Direction, Lane> lanes;
    private final Tap tap;
    private final Consumer<Link> onEnd;
    private final AtomicInteger running = new AtomicInteger(2);
    private volatile boolean cut;

    Link(int number, Socket client, Function<Direction, Lane> lanes, Tap tap, Consumer<Link> onEnd) {
        this.number = number;
        this.client = client;
        this.lanes = lanes;
        this.tap = tap;
        this.onEnd = onEnd;
    }

    /** Connects to the target and passes on what comes from it, until that ends. */
    void run(InetSocketAddress target, Executor threads) {
        try {
            lanes.apply(Direction.TO_SERVER).awaitOpen();
            server.connect(target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException | InterruptedException failed) {
            reset();
            end();
            return;
        }
        try {
            threads.execute(() -> pass(Direction.TO_SERVER, client, server));
        } catch (RejectedExecutionException closed) {
            end();
            return;
        }
        pass(Direction.TO_CLIENT, server, client);
    }

    private void pass(Direction direction, Socket from, Socket to) {
        try {
            pump(direction, from, to);
        } catch (IOException | InterruptedException broken) {
            // What breaks on one side breaks on the other, unless it is the rest of what we cut ourselves.
            if (!cut) {
                reset();
            }
        } finally {
            if (running.decrementAndGet() == 0) {
                end();
            }
        }
    }

    private void end() {
        close();
        onEnd.accept(this);
    }

    private void pump(Direction direction, Socket from, Socket to) throws IOException, InterruptedException {
        var progress = new Lane.Progress(number);
        Lane lane = lanes.apply(direction);
        byte[] buffer = new byte[BUFFER];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            tap.passes(number, direction, Arrays.copyOf(buffer, read));
            for (int at = 0; at < read && !cut;) {
                Lane.Step step = lane.next(progress, read - at);
                if (step.ending() != null) {
                    end(step.ending().kind(), from, to);
                    return;
                }
                TimeUnit.NANOSECONDS.sleep(step.delay().toNanos());
                if (!cut) {
                    out.write(buffer, at, step.bytes());
                    at += step.bytes();
                    lane.passed(progress, step.bytes());
                }
            }
        }
        if (!cut) {
            to.shutdownOutput();
        }
    }

    private void end(Ending.Kind kind, Socket from, Socket to) throws IOException {
        switch (kind) {
            case CUT -> {
                cut = true;
                // What the receiver still says is read to its end: closing over unread bytes would be a reset.
                to.shutdownOutput();
                from.close();
            }
            case RESET -> reset();
            case HALF_CLOSE -> {
                to.shutdownOutput();
                from.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            case HANG -> throw new IllegalStateException("what hangs does not end");
        }
    }

    /** Says the end on both sides, in good order, and reads on until they close. */
    void cut() {
        cut = true;
        for (Socket socket : new Socket[] { client, server }) {
            try {
                socket.shutdownOutput();
            } catch (IOException gone) {
                // It has ended already.
            }
        }
    }

    /** Breaks the connection on both sides. */
    void reset() {
        for (Socket socket : new Socket[] { client, server }) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException gone) {
                // It is closed already.
            }
        }
        close();
    }

    void close() {
        for (Socket socket : new Socket[] { client, server }) {
            try {
                socket.close();
            } catch (IOException failed) {
                // Nothing else can be done about it.
            }
        }
    }
}
