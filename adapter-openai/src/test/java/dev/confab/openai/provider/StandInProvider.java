package dev.confab.openai.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks OpenAI's protocol, for chats, {@code /embeddings} and {@code /rerank}, on a free port of 127.0.0.1, over plain sockets so that it can break every rule exactly as
 * told. Each request takes the next behaviour that was queued, or the standing one. Safe for use by several threads.
 */
public final class StandInProvider implements AutoCloseable {

    private static final int REMEMBERED = 1_000;

    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final Deque<Behaviour> next = new ArrayDeque<>();
    private final Deque<Served.Request> requests = new ArrayDeque<>();
    /** Behaviours of paths, by how a path ends. */
    private final Map<String, Behaviour> ofPaths = new ConcurrentHashMap<>(
            Map.of("/embeddings", Vectors.embeds(), "/rerank", Vectors.rates()));
    private volatile Behaviour standing = Behaviours.says("A servo motor ", "holds a position.");

    private StandInProvider(ServerSocket server) {
        this.server = server;
    }

    /** Starts a provider that answers everything well. */
    public static StandInProvider start() {
        try {
            return start(new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts a provider on a socket that is bound already, for instance one that speaks TLS. */
    public static StandInProvider start(ServerSocket server) {
        var provider = new StandInProvider(server);
        Thread.ofVirtual().name("stand-in-provider").start(provider::accept);
        return provider;
    }

    /** Every request that has no behaviour of its own is answered like this from now on. */
    public StandInProvider always(Behaviour behaviour) {
        standing = Objects.requireNonNull(behaviour, "behaviour");
        return this;
    }

    /**
     * Every request whose path ends like this is answered like this from now on. Behaviours that are queued are for other
     * requests.
     */
    public StandInProvider always(String path, Behaviour behaviour) {
        ofPaths.put(path, Objects.requireNonNull(behaviour, "behaviour"));
        return this;
    }

    /** The next request that has no behaviour yet is answered like this. */
    public StandInProvider then(Behaviour behaviour) {
        synchronized (next) {
            next.add(Objects.requireNonNull(behaviour, "behaviour"));
        }
        return this;
    }

    /** Forgets behaviours that no request has taken. */
    public StandInProvider forget() {
        synchronized (next) {
            next.clear();
        }
        return this;
    }

    /** Returns what {@code OPENAI_BASE_URL} is to be. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + port() + "/v1");
    }

    /** Returns the port. */
    public int port() {
        return server.getLocalPort();
    }

    /** Returns the requests so far, the oldest first, at most the last 1,000. */
    public List<Served.Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Returns how many requests there were. */
    public int served() {
        return served.get();
    }

    /** Returns how many connections there were. */
    public int accepted() {
        return accepted.get();
    }

    /** Returns how many connections are open. */
    public int open() {
        return connections.size();
    }

    /** Waits until so many connections are open and returns whether that came to be in time. */
    public boolean awaitOpen(int number, Duration time) throws InterruptedException {
        return await(() -> open() == number, time);
    }

    /** Waits until there were so many requests and returns whether that came to be in time. */
    public boolean awaitServed(int number, Duration time) throws InterruptedException {
        return await(() -> served() >= number, time);
    }

    private static boolean await(java.util.function.BooleanSupplier condition, Duration time)
            throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.sleep(1);
        }
        return true;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                connections.add(socket);
                Thread.ofVirtual().name("stand-in-connection").start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The end of every provider.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var connection = new Served(socket);
            while (connection.receive()) {
                Behaviour behaviour = record(connection.request());
                behaviour.answer(connection);
                if (connection.isOver()) {
                    return;
                }
            }
        } catch (IOException gone) {
            // Whoever was there left: exactly what some tests are about.
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    private Behaviour record(Served.Request request) {
        synchronized (requests) {
            if (requests.size() == REMEMBERED) {
                requests.removeFirst();
            }
            requests.addLast(request);
        }
        served.incrementAndGet();
        for (Map.Entry<String, Behaviour> ofPath : ofPaths.entrySet()) {
            if (request.path().endsWith(ofPath.getKey())) {
                return ofPath.getValue();
            }
        }
        synchronized (next) {
            Behaviour queued = next.poll();
            return queued == null ? standing : queued;
        }
    }

    /** Closes every connection that clients keep idle, as a restart of a provider does; listens on. */
    public void dropConnections() throws IOException {
        for (Socket socket : connections) {
            socket.close();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            dropConnections();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
