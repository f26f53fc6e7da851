package dev.confab.postgres.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A folder for one test, deleted with all that is in it when closed, whoever owns it. */
public record TemporaryFolder(Path path) implements AutoCloseable {

    public static TemporaryFolder create() {
        try {
            Path path = Files.createTempDirectory("confab-test");
            Account.mayPass(path);
            return new TemporaryFolder(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Saves a server in this folder its first start: it uses the binaries of another one, and a copy of its data. */
    void borrow(Path otherHome) throws IOException {
        Path from = otherHome.resolve("postgres");
        Path room = Files.createDirectory(path.resolve("postgres"));
        Account.mayPass(room);
        try (var unpacked = Files.newDirectoryStream(from, "binaries-*")) {
            for (Path binaries : unpacked) {
                Files.createSymbolicLink(room.resolve(binaries.getFileName()), binaries);
            }
        }
        for (String kept : List.of("data", "password")) {
            try (var all = Files.walk(from.resolve(kept))) {
                for (Path file : (Iterable<Path>) all::iterator) {
                    Files.copy(file, room.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            Folders.delete(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
