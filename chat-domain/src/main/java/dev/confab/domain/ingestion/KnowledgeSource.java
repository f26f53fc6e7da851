package dev.confab.domain.ingestion;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PlainText;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Files that an operator gives everybody to read. */
public interface KnowledgeSource {

    /** Returns the files as they are now. */
    List<File> files();

    /**
     * One of them.
     *
     * @param document an identity that is always the same for the same place among the files: a name-based UUID, of version
     *                 3 or 5, which documents that people give never have
     * @param title    what a person calls it, not blank
     * @param path     where it is
     */
    record File(DocumentId document, PlainText title, Path path) {
        public File {
            Objects.requireNonNull(document, "document");
            Objects.requireNonNull(title, "title");
            Objects.requireNonNull(path, "path");
        }
    }
}
