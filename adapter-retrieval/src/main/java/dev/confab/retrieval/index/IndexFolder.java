package dev.confab.retrieval.index;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the generations of an index are kept: a shelf of a folder that this process has for itself. The first process
 * gets the first shelf, another one that uses the same folder meanwhile the second; a shelf that nobody has used for a week
 * is cleared. Without a folder, or with one that cannot be written, generations are kept in a temporary one. Not safe for use
 * by several threads at once.
 */
final class IndexFolder implements Closeable {

    private static final int SHELVES = 64;
    private static final Duration UNUSED = Duration.ofDays(7);
    private static final Logger log = LoggerFactory.getLogger(IndexFolder.class);

    private final Optional<Path> home;
    private boolean claimed;
    private boolean temporary;
    private @Nullable Path shelf;
    private @Nullable FileChannel lock;

    /** @param home the folder; without one everything is held in memory */
    IndexFolder(Optional<Path> home) {
        this.home = home;
    }

    /** The newest generation there is, whatever state it is in. */
    Optional<Directory> newest() throws IOException {
        Path mine = shelf();
        if (mine == null) {
            return Optional.empty();
        }
        List<Path> generations = generations(mine);
        return generations.isEmpty() ? Optional.empty() : Optional.of(FSDirectory.open(generations.getLast()));
    }

    /** A place for a new generation. */
    Directory begin() throws IOException {
        Path mine = shelf();
        if (mine == null) {
            return new ByteBuffersDirectory();
        }
        List<Path> generations = generations(mine);
        long number = generations.isEmpty() ? 1 : number(generations.getLast()) + 1;
        return FSDirectory.open(Files.createDirectories(mine.resolve(Long.toString(number))));
    }

    /** Deletes all generations but one; what cannot be deleted now is deleted another time. */
    void keepOnly(Directory kept) {
        if (shelf != null && kept instanceof FSDirectory there) {
            try {
                for (Path generation : generations(shelf)) {
                    if (!generation.toRealPath().equals(there.getDirectory().toRealPath())) {
                        delete(generation);
                    }
                }
            } catch (IOException | UncheckedIOException fault) {
                log.atDebug().addKeyValue("fault", fault.getClass().getSimpleName()).log("old index not deleted yet");
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
        if (temporary && shelf != null) {
            delete(shelf);
        }
    }

    private @Nullable Path shelf() throws IOException {
        if (!claimed && home.isPresent()) {
            try {
                shelf = claim(home.get());
            } catch (IOException | UncheckedIOException fault) {
                log.atWarn()
                        .addKeyValue("fault", fault.getClass().getSimpleName())
                        .log("the index folder cannot be used; the index is kept in a temporary one");
                shelf = Files.createTempDirectory("confab-index-");
                temporary = true;
            }
        }
        claimed = true;
        return shelf;
    }

    private Path claim(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int number = 0; number < SHELVES; number++) {
            Optional<FileChannel> taken = tryLock(folder.resolve(number + ".lock"));
            if (taken.isPresent()) {
                lock = taken.get();
                if (number > 0) {
                    log.atInfo().addKeyValue("shelf", number).log("another process uses the index folder");
                }
                Path mine = Files.createDirectories(folder.resolve(Integer.toString(number)));
                clearUnused(folder, number);
                return mine;
            }
        }
        throw new IOException("all shelves of the index folder are in use");
    }

    /** By the file system's clock: the lock that was just taken says what time it is there. */
    private static void clearUnused(Path folder, int mine) throws IOException {
        Path own = folder.resolve(mine + ".lock");
        FileTime now = Files.getLastModifiedTime(Files.write(own, new byte[] { '\n' }));
        for (int number = 0; number < SHELVES; number++) {
            Path file = folder.resolve(number + ".lock");
            boolean old = number != mine && Files.exists(file)
                    && Files.getLastModifiedTime(file).toInstant().isBefore(now.toInstant().minus(UNUSED));
            if (old) {
                Optional<FileChannel> taken = tryLock(file);
                if (taken.isPresent()) {
                    try (FileChannel held = taken.get()) {
                        delete(folder.resolve(Integer.toString(number)));
                    }
                }
            }
        }
    }

    private static Optional<FileChannel> tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException held) {
            // By another index of this same process.
        }
        channel.close();
        return Optional.empty();
    }

    /** Oldest first. */
    private static List<Path> generations(Path shelf) throws IOException {
        try (Stream<Path> found = Files.list(shelf)) {
            return found.filter(path -> path.getFileName().toString().matches("\\d{1,18}"))
                    .sorted(Comparator.comparingLong(IndexFolder::number))
                    .toList();
        }
    }

    private static long number(Path generation) {
        return Long.parseLong(generation.getFileName().toString());
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
