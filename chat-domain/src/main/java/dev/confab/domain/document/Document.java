package dev.confab.domain.document;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A text that somebody gave, in all its versions.
 *
 * @param id         which document
 * @param title      what a person calls it, not blank
 * @param latest     the newest version, whatever has become of it
 * @param searchable the version that searches find; empty until one was ready. A newer one that failed, or is not ready
 *                   yet, leaves it in place
 * @param remembered the session that it is a turn of, if nobody gave it but a turn is remembered
 * @param createdAt  when the first version was stored, by the store's clock
 */
public record Document(DocumentId id, PlainText title, DocumentVersion latest, Optional<Integer> searchable,
        Optional<SessionId> remembered, Instant createdAt) {

    /** The longest title, in UTF-16 code units. */
    public static final int MAX_TITLE = 300;

    public Document {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(latest, "latest");
        Objects.requireNonNull(searchable, "searchable");
        Objects.requireNonNull(remembered, "remembered");
        Objects.requireNonNull(createdAt, "createdAt");
        requireTitle(title);
        if (searchable.isPresent() && (searchable.get() < 1 || searchable.get() > latest.number())) {
            throw new IllegalArgumentException("what is searchable is a version of the document");
        }
    }

    /** Checks a title. */
    static void requireTitle(PlainText title) {
        if (title.isBlank() || title.length() > MAX_TITLE) {
            throw new IllegalArgumentException("a title has 1 to " + MAX_TITLE + " characters, not all blank");
        }
    }
}
