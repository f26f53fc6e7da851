package dev.confab.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands on loopback between a client and a server, counts how often they take turns, and can stop passing on. */
final class TcpProxy implements AutoCloseable {

    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<ByteArrayOutputStream> said = new ArrayList<>();
    private boolean stalled;
    private boolean losing;
    private boolean closed;
    private int turns;

    private TcpProxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    }

    static TcpProxy to(int port) throws IOException {
        var proxy = new TcpProxy(port);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    /** Returns the address of a database with the proxy in between. */
    String url(String direct) {
        return direct.replaceFirst("@127.0.0.1:\\d+/", "@127.0.0.1:" + listening.getLocalPort() + "/")
                + "?sslmode=disable";
    }

    /** Accepts connections and keeps them open, but lets nothing through any more. */
    void stall() {
        set(true);
    }

    /** Lets through again, also what was held back. */
    void resume() {
        set(false);
    }

    /** Cuts all connections; new ones are accepted. */
    void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Lets the next thing that a client says through and cuts its connection instead of passing on the answer. */
    void loseNextAnswer() {
        lock.lock();
        try {
            losing = true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how often a client said something after it had heard something, and forgets. */
    int turnsSince() {
        lock.lock();
        try {
            int all = turns;
            turns = 0;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what the client of each connection said so far. */
    List<byte[]> said() {
        lock.lock();
        try {
            return said.stream().map(ByteArrayOutputStream::toByteArray).toList();
        } finally {
            lock.unlock();
        }
    }

    private void set(boolean stall) {
        lock.lock();
        try {
            stalled = stall;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try {
            awaitOpen();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(server);
            var record = new ByteArrayOutputStream();
            lock.lock();
            try {
                said.add(record);
            } finally {
                lock.unlock();
            }
            var clientSpoke = new boolean[1];
            Thread.ofVirtual().start(() -> pump(client, server, record, clientSpoke, true));
            pump(server, client, record, clientSpoke, false);
        } catch (IOException | InterruptedException ended) {
            closeQuietly(client);
        }
    }

    private void pump(Socket from, Socket to, ByteArrayOutputStream record, boolean[] clientSpoke, boolean client) {
        byte[] buffer = new byte[65_536];
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitOpen();
                lock.lock();
                try {
                    if (client) {
                        record.write(buffer, 0, read);
                        turns += clientSpoke[0] ? 0 : 1;
                    }
                    clientSpoke[0] = client;
                    if (!client && losing) {
                        losing = false;
                        throw new IOException("lost on purpose");
                    }
                } finally {
                    lock.unlock();
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException | InterruptedException ended) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private void awaitOpen() throws InterruptedException {
        lock.lock();
        try {
            while (stalled && !closed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        listening.close();
        cut();
    }
}
