package dev.confab.domain.retrieval;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import java.util.Objects;
import java.util.Optional;

/**
 * What searches find of a document since a change; of several changes of one document only the latest is told.
 *
 * @param position the change's place among all of them, in the order in which they took effect; from 1
 * @param owner    whose document
 * @param document which document
 * @param version  the version that is found; empty when nothing of the document is, since it was deleted
 */
public record PassageChange(long position, Owner owner, DocumentId document, Optional<Integer> version) {

    public PassageChange {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(version, "version");
        if (position < 1) {
            throw new IllegalArgumentException("positions count from 1");
        }
    }
}
