package dev.confab.rest.upload;

import dev.confab.domain.PlainText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A form with one file that has arrived, whole. Closing it deletes the file.
 *
 * @param file     where it is
 * @param name     what the client calls it, if it does
 * @param title    what a person calls it, not blank
 * @param document the document that it is to be a new version of, as the client wrote it
 */
public record Upload(Path file, Optional<String> name, Optional<PlainText> title, Optional<String> document)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    public Upload {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(document, "document");
    }

    @Override
    public void close() {
        delete(file);
    }

    static Path newFile() {
        try {
            return Files.createTempFile("confab-upload-", ".part");
        } catch (IOException full) {
            throw new UncheckedIOException("there is no place for an upload", full);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stuck) {
            LOG.warn("the file of an upload could not be deleted");
        }
    }
}
