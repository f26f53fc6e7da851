package dev.confab.postgres.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A running PostgreSQL server that belongs to this process: it listens on a free port of the loopback interface, asks for
 * a password, and ends when this object is closed or this process ends in whatever way. Safe for use by several threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private final ServerProcess server;
    private final FolderLock lock;
    private final String password;
    private final ReentrantLock closing = new ReentrantLock();

    private EmbeddedPostgres(ServerProcess server, FolderLock lock, String password) {
        this.server = server;
        this.lock = lock;
        this.password = password;
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

    private static EmbeddedPostgres startIn(EmbeddedSettings settings) throws IOException {
        Path room = settings.home().resolve("postgres");
        makeFolder(settings.home());
        makeFolder(room);
        FolderLock lock = FolderLock.take(room.resolve("lock"));
        try {
            Path binaries = Binaries.unpackedIn(room);
            Account account = Account.toRun(room, binaries);
            var data = new DataFolder(room, account);
            data.endOrphans();
            data.initialize(binaries, settings.durable());
            String password = data.password();
            ServerProcess server = ServerProcess.start(settings, room, data, binaries, account);
            return new EmbeddedPostgres(server, lock, password);
        } catch (IOException | RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    /** Other accounts may have to pass through it, to their own things in it. */
    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Account.mayPass(folder);
        }
    }

    /** Returns the address of its database with user and password: for a driver, not for people. */
    public String url() {
        return "postgresql://" + DataFolder.SUPERUSER + ':' + password + "@127.0.0.1:" + server.port() + "/postgres";
    }

    /** Returns the port it listens on. */
    public int port() {
        return server.port();
    }

    /** Ends the server in order, what was committed being kept, and gives the folder free. Blocking. */
    @Override
    public void close() {
        closing.lock();
        try (lock) {
            server.close();
        } finally {
            closing.unlock();
        }
    }

    /** Tells where it listens, without the password. */
    @Override
    public String toString() {
        return "EmbeddedPostgres[port " + server.port() + "]";
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
