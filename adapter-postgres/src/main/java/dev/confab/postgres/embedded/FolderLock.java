package dev.confab.postgres.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The right to use a data folder, held by one process at a time; the system takes it back when the process ends. */
final class FolderLock implements AutoCloseable {

    private static final int LONGEST_PID = 20;

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the lock.
     *
     * @throws EmbeddedPostgresException if another process, or another part of this one, holds it
     */
    static FolderLock take(Path path) throws IOException {
        Optional<FolderLock> taken = tryTake(path);
        if (taken.isPresent()) {
            return taken.get();
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            throw new EmbeddedPostgresException("another Confab uses this data folder (pid " + holder(file) + ")",
                    null);
        }
    }

    /** Takes the lock; empty if another process, or another part of this one, holds it. */
    static Optional<FolderLock> tryTake(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (tryLock(file) == null) {
                file.close();
                return Optional.empty();
            }
            file.truncate(0);
            file.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)),
                    0);
            return Optional.of(new FolderLock(file));
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
        }
    }

    private static String holder(FileChannel file) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(LONGEST_PID);
        file.read(pid, 0);
        String text = StandardCharsets.UTF_8.decode(pid.flip()).toString().strip();
        return text.isEmpty() ? "unknown" : text;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failure) {
            throw new EmbeddedPostgresException("the data folder could not be given free", failure);
        }
    }
}
