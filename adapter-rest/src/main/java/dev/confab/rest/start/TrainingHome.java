package dev.confab.rest.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the data of one training run, which nobody will ask for again. */
record TrainingHome(Path path) {

    static TrainingHome make() {
        try {
            Path made = Files.createTempDirectory("confab-train");
            if (Files.getFileStore(made).supportsFileAttributeView("posix")) {
                // The embedded database may run as another user.
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            return new TrainingHome(made);
        } catch (IOException fault) {
            throw new UncheckedIOException("no folder could be made for the training run", fault);
        }
    }

    void remove() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException("the folder of the training run could not be removed", fault);
        }
    }
}
