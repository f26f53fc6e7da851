package dev.confab.domain.retrieval;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import java.util.Objects;
import java.util.Optional;

/**
 * What searches find of a document since a change; of several changes of one document only the latest is told.
 *
 * @param position the change's place among all of them, in the order in which they took effect; from 1
 * @param owner    whose document
 * @param document which document
 * @param version  the version that is found; empty when nothing of the document is, since it was deleted
 * @param remembered the session that it is a turn of, if it is a remembered turn; empty when it was deleted
 */
public record PassageChange(long position, Owner owner, DocumentId document, Optional<Integer> version,
        Optional<SessionId> remembered) {

    public PassageChange {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(remembered, "remembered");
        if (position < 1) {
            throw new IllegalArgumentException("positions count from 1");
        }
    }
}
