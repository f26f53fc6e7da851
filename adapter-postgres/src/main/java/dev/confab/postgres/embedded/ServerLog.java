package dev.confab.postgres.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server prints, in a file that is put aside when it is full, so that two of them are the most. */
final class ServerLog {

    private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);

    private static final long FULL = 1_000_000;
    private static final int TAIL = 4_000;

    private final Path file;
    private final StringBuilder tail = new StringBuilder();

    ServerLog(Path room) {
        this.file = room.resolve("server.log");
    }

    /** Takes what comes until it ends, on a thread of its own: a server whose output nobody takes would stop. */
    Thread drain(InputStream printed) {
        return Thread.ofPlatform().daemon().name("postgres-log").start(() -> copy(printed));
    }

    private void copy(InputStream printed) {
        byte[] buffer = new byte[8192];
        OutputStream out = null;
        try (printed) {
            for (int read = printed.read(buffer); read >= 0; read = printed.read(buffer)) {
                remember(buffer, read);
                out = write(out, buffer, read);
            }
        } catch (IOException ended) {
            LOG.atDebug().setCause(ended).log("the embedded PostgreSQL's output ended");
        } finally {
            close(out);
        }
    }

    /** A log that cannot be written is no reason to stop the server. */
    private @Nullable OutputStream write(@Nullable OutputStream open, byte[] buffer, int length) {
        OutputStream out = open;
        try {
            if (out != null && Files.size(file) > FULL) {
                out.close();
                out = null;
            }
            if (out == null) {
                out = open();
            }
            out.write(buffer, 0, length);
            return out;
        } catch (IOException unwritable) {
            close(out);
            return null;
        }
    }

    private OutputStream open() throws IOException {
        if (Files.exists(file) && Files.size(file) > FULL) {
            Files.move(file, file.resolveSibling("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Account.keepPrivate(file);
        return out;
    }

    private static void close(@Nullable OutputStream out) {
        if (out != null) {
            try {
                out.close();
            } catch (IOException unwritable) {
                LOG.atDebug().setCause(unwritable).log("the embedded PostgreSQL's log could not be closed");
            }
        }
    }

    private synchronized void remember(byte[] buffer, int length) {
        tail.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
        tail.delete(0, Math.max(0, tail.length() - TAIL));
    }

    /** Returns the last of what the server printed. */
    synchronized String tail() {
        return tail.toString();
    }

    static boolean tellsOfFullDisk(String printed) {
        String text = printed.toLowerCase(Locale.ROOT);
        return text.contains("no space left on device") || text.contains("disk quota exceeded");
    }
}
