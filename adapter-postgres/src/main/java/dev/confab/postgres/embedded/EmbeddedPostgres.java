package dev.confab.postgres.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A running PostgreSQL server that belongs to this process: it listens on a free port of the loopback interface, asks for
 * a password, and ends when this object is closed or this process ends in whatever way. One that is {@linkplain #share
 * shared} may belong to another process, and ends with that one. Safe for use by several threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final int port;
    private final String password;
    private final Optional<ServerProcess> server;
    private final Optional<FolderLock> lock;
    private final ReentrantLock closing = new ReentrantLock();

    private EmbeddedPostgres(int port, String password, Optional<ServerProcess> server, Optional<FolderLock> lock) {
        this.port = port;
        this.password = password;
        this.server = server;
        this.lock = lock;
    }

    /**
     * Starts the server of a folder and returns when it can be used. The first start of a folder unpacks the binaries and
     * makes the data folder. Blocking.
     *
     * @throws EmbeddedPostgresException if that is not possible; nothing is left running then
     */
    public static EmbeddedPostgres start(EmbeddedSettings settings) {
        try {
            return startIn(settings);
        } catch (IOException failure) {
            throw new EmbeddedPostgresException(reason(failure), failure);
        }
    }

    /**
     * As {@link #start}, or, when another process runs the server of this folder, returns that one: it is there as long as
     * the other process lets it, and closing does nothing to it. Waits while the other one starts or ends.
     *
     * @throws EmbeddedPostgresException if there is none in time
     */
    public static EmbeddedPostgres share(EmbeddedSettings settings) {
        long deadline = System.nanoTime() + settings.patience().toNanos();
        while (true) {
            try {
                Path room = makeRoom(settings);
                Optional<FolderLock> own = FolderLock.tryTake(room.resolve("lock"));
                if (own.isPresent()) {
                    return startIn(settings, room, own.get());
                }
                var data = new DataFolder(room, Account.OURS);
                OptionalInt port = data.readyPort();
                if (port.isPresent()) {
                    ensureRole(port.getAsInt(), data.password());
                    return new EmbeddedPostgres(port.getAsInt(), data.password(), Optional.empty(), Optional.empty());
                }
            } catch (IOException failure) {
                throw new EmbeddedPostgresException(reason(failure), failure);
            }
            if (System.nanoTime() > deadline) {
                throw new EmbeddedPostgresException(
                        "another Confab uses this data folder and its database is not ready",
                        null);
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new EmbeddedPostgresException("the start was interrupted", null);
            }
        }
    }

    private static EmbeddedPostgres startIn(EmbeddedSettings settings) throws IOException {
        Path room = makeRoom(settings);
        return startIn(settings, room, FolderLock.take(room.resolve("lock")));
    }

    private static Path makeRoom(EmbeddedSettings settings) throws IOException {
        Path room = settings.home().resolve("postgres");
        makeFolder(settings.home());
        makeFolder(room);
        return room;
    }

    private static EmbeddedPostgres startIn(EmbeddedSettings settings, Path room, FolderLock lock) throws IOException {
        try {
            Path binaries = Binaries.unpackedIn(room);
            Account account = Account.toRun(room, binaries);
            var data = new DataFolder(room, account);
            data.endOrphans();
            data.initialize(binaries, settings.durable());
            String password = data.password();
            ServerProcess server = ServerProcess.start(settings, room, data, binaries, account);
            try {
                ensureRole(server.port(), password);
            } catch (RuntimeException failure) {
                server.close();
                throw failure;
            }
            return new EmbeddedPostgres(server.port(), password, Optional.of(server), Optional.of(lock));
        } catch (IOException | RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    private static void ensureRole(int port, String password) {
        try {
            ServerRole.ensure(port, password);
        } catch (SQLException failure) {
            throw new EmbeddedPostgresException("the embedded PostgreSQL could not be made ready, SQLSTATE "
                    + failure.getSQLState(), failure);
        }
    }

    /** Other accounts may have to pass through it, to their own things in it. */
    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Account.mayPass(folder);
        }
    }

    /**
     * Returns the address of its database with user and password: for a driver, not for people. The user owns all that is in
     * it and is no superuser: row-level security holds for him.
     */
    public String url() {
        return url(ServerRole.NAME);
    }

    /** As {@link #url}, for whoever administers the server: a superuser, who sees the rows of everybody. */
    public String administratorUrl() {
        return url(DataFolder.SUPERUSER);
    }

    private String url(String user) {
        return "postgresql://" + user + ':' + password + "@127.0.0.1:" + port + "/postgres";
    }

    /** Returns the port it listens on. */
    public int port() {
        return port;
    }

    /** Ends the server in order, what was committed being kept, and gives the folder free, if it is ours. Blocking. */
    @Override
    public void close() {
        closing.lock();
        try {
            server.ifPresent(ServerProcess::close);
        } finally {
            lock.ifPresent(FolderLock::close);
            closing.unlock();
        }
    }

    /** Tells where it listens, without the password. */
    @Override
    public String toString() {
        return "EmbeddedPostgres[port " + port + "]";
    }

    private static String reason(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("quota exceeded")) {
            return "no space is left for the embedded PostgreSQL";
        }
        if (failure instanceof AccessDeniedException
                || failure instanceof FileAlreadyExistsException
                || message.contains("permission denied") || message.contains("read-only")) {
            return "the embedded PostgreSQL cannot write there";
        }
        return "the embedded PostgreSQL could not be started: " + failure.getClass().getSimpleName();
    }
}
