package dev.confab.postgres.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** Saves a server in this folder the unpacking: it uses what another one unpacked. */
    void borrowBinaries(Path otherHome) throws IOException {
        Path room = Files.createDirectory(path.resolve("postgres"));
        Account.mayPass(room);
        try (var unpacked = Files.newDirectoryStream(otherHome.resolve("postgres"), "binaries-*")) {
            for (Path binaries : unpacked) {
                Files.createSymbolicLink(room.resolve(binaries.getFileName()), binaries);
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
