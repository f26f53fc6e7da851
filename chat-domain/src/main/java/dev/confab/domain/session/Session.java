package dev.confab.domain.session;

import dev.confab.domain.SessionId;
import dev.confab.domain.retrieval.Scope;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One conversation, owned by one user.
 *
 * @param id        which session
 * @param mode      what its answers may rest on when a turn does not say otherwise
 * @param scope     where its passages come from when a turn does not say otherwise
 * @param metadata  what an embedding program remembers with it
 * @param branch    where it was branched off, if it was
 * @param lastSeq   position of the last message in its log, 0 when there is none
 * @param createdAt when it was made, by the store's clock
 * @param updatedAt when its log last grew, by the store's clock
 */
public record Session(SessionId id, SessionMode mode, Scope scope, Metadata metadata, Optional<Branch> branch,
        long lastSeq, Instant createdAt, Instant updatedAt) {

    public Session {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(branch, "branch");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
        if (lastSeq < 0) {
            throw new IllegalArgumentException("a session's lastSeq is not negative");
        }
    }
}
