package dev.confab.domain.ingestion;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.SourceKind;
import java.util.Objects;

/**
 * A version that is now the claimer's to make searchable.
 *
 * @param owner    whose document it is
 * @param key      the version, and the attempt under which work on it counts
 * @param kind     what it was made of
 * @param title    what a person calls the document
 * @param bytes    how large its content is
 * @param progress how far an earlier attempt has come
 */
public record IngestionTask(Owner owner, Key key, SourceKind kind, PlainText title, long bytes, Progress progress) {

    public IngestionTask {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(progress, "progress");
    }

    /**
     * Who works on which version.
     *
     * @param version from 1
     * @param attempt from 1; another one's word does not count
     */
    public record Key(DocumentId document, int version, int attempt) {
        public Key {
            Objects.requireNonNull(document, "document");
            if (version < 1 || attempt < 1) {
                throw new IllegalArgumentException("versions and attempts count from 1");
            }
        }
    }

    /** What is done of a version, for good. */
    public enum Progress {
        /** Its content is there. Pages that an earlier attempt has read are there too and may be written again. */
        STORED,
        /** All of its text is there. */
        READ,
        /** All of its passages are there, possibly some of their vectors. */
        CUT
    }
}
