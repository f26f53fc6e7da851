package dev.confab.postgres.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's processes, under a watchdog that ends them in order when its pipe to us is closed by whatever means. */
final class ServerProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

    /**
     * Runs the server and, beside it, waits for the end of the pipe to ask for a fast shutdown. Signals of a terminal are
     * for the process that started us: it decides when the database may go.
     */
    private static final String WATCHDOG = """
            trap '' INT HUP
            exec 3<&0 </dev/null
            "$@" 3<&- &
            server=$!
            (read -r nothing <&3; kill -INT "$server") >/dev/null 2>&1 &
            watcher=$!
            exec 3<&-
            wait "$server"
            code=$?
            kill "$watcher" 2>/dev/null
            exit "$code"
            """;

    private static final int PORT_TRIES = 5;
    private static final long POLL_MILLIS = 10;
    private static final int FAST_SECONDS = 15;
    private static final int IMMEDIATE_SECONDS = 5;

    private final Process watchdog;
    private final DataFolder data;
    private final Thread log;
    private final int port;

    private ServerProcess(Process watchdog, DataFolder data, Thread log, int port) {
        this.watchdog = watchdog;
        this.data = data;
        this.log = log;
        this.port = port;
    }

    /** Starts a server and returns when it can be used. */
    static ServerProcess start(EmbeddedSettings settings, Path room, DataFolder data, Path binaries, Account account)
            throws IOException {
        for (int tries = 1;; tries++) {
            int port = freePort();
            var log = new ServerLog(room);
            Process watchdog = builder(command(settings, data, binaries, account, port), room).redirectErrorStream(true)
                    .start();
            var server = new ServerProcess(watchdog, data, log.drain(watchdog.getInputStream()), port);
            Optional<String> failure;
            try {
                failure = server.awaitReady(settings, log);
            } catch (IOException | RuntimeException broken) {
                server.close();
                throw broken;
            }
            if (failure.isEmpty()) {
                return server;
            }
            server.close();
            boolean portTaken = log.tail().contains("Address already in use");
            if (!portTaken || tries == PORT_TRIES) {
                throw new EmbeddedPostgresException(failure.get(), null);
            }
        }
    }

    /** Between here and the server's own start somebody may take the port: then another one is tried. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }))) {
            return socket.getLocalPort();
        }
    }

    private static List<String> command(EmbeddedSettings settings, DataFolder data, Path binaries, Account account,
            int port) {
        var server = new ArrayList<>(List.of(binaries.resolve("bin/postgres").toString(), "-D", data.path().toString(),
                "-p", Integer.toString(port)));
        ServerSettings.of(settings.durable())
                .forEach((name, value) -> server.addAll(List.of("-c", name + '=' + value)));
        var watched = new ArrayList<>(List.of("sh", "-c", WATCHDOG, "confab-postgres"));
        watched.addAll(server);
        // A session of its own, where there is such a command, keeps a terminal's signals away from the server.
        List<String> own = account.command(watched);
        return Programs.exists("setsid") ? Programs.prefixed("setsid", own) : own;
    }

    /** Returns a process that sees nothing of the environment variables by which PostgreSQL's programs can be steered. */
    static ProcessBuilder builder(List<String> command, Path folder) {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("PG") || name.startsWith("LC_")
                        || name.equals("LANG") || name.equals("LANGUAGE") || name.equals("TZ"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private Optional<String> awaitReady(EmbeddedSettings settings, ServerLog printed) throws IOException {
        long deadline = System.nanoTime() + settings.patience().toNanos();
        try {
            while (!data.isReady(port)) {
                if (watchdog.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    log.join();
                    return Optional.of(ServerLog.tellsOfFullDisk(printed.tail())
                            ? "no space is left for the embedded PostgreSQL"
                            : "the embedded PostgreSQL did not start, see postgres/server.log there");
                }
                if (System.nanoTime() > deadline) {
                    return Optional.of("the embedded PostgreSQL was not ready after " + settings.patience().toSeconds()
                            + " s, see postgres/server.log there");
                }
            }
            return Optional.empty();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("the start was interrupted", asked);
        }
    }

    int port() {
        return port;
    }

    /** Asks for a fast shutdown: what runs is rolled back, what was committed is kept. If that takes too long, for less. */
    @Override
    public void close() {
        try {
            watchdog.getOutputStream().close();
            if (!watchdog.waitFor(FAST_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the embedded PostgreSQL is slow to end and is ended at once");
                Optional<Long> pid = data.notedPid();
                if (pid.isPresent()) {
                    Signals.send("QUIT", pid.get());
                }
                if (!watchdog.waitFor(IMMEDIATE_SECONDS, TimeUnit.SECONDS)) {
                    pid.flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
                    watchdog.destroyForcibly();
                }
            }
            log.join(TimeUnit.SECONDS.toMillis(1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException asked) {
            // The pipe is closed: the watchdog goes on without us.
            Thread.currentThread().interrupt();
        }
    }
}
