package dev.confab.domain.document;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One version of a document, and how far its way to being searchable has come.
 *
 * @param number     which version, dense from 1
 * @param kind       what it was made of
 * @param bytes      how large its content is; of {@link SourceKind#CHUNKS} the text as UTF-8
 * @param digest     what tells its content from others
 * @param status     where it stands
 * @param pagesDone  how many pages have been read
 * @param pages      how many there are, once that is known; empty for ever where there are no pages
 * @param passages   how many passages it has so far
 * @param embedded   how many of them have vectors so far, where an embedder is at work
 * @param failure    why it failed; present exactly when {@code status} is {@link VersionStatus#FAILED}
 * @param createdAt  when it was stored, by the store's clock
 * @param finishedAt when it became ready or failed, by the store's clock
 */
public record DocumentVersion(int number, SourceKind kind, long bytes, ContentDigest digest, VersionStatus status,
        int pagesDone, Optional<Integer> pages, int passages, int embedded, Optional<DocumentFailure> failure,
        Instant createdAt, Optional<Instant> finishedAt) {

    public DocumentVersion {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(pages, "pages");
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(finishedAt, "finishedAt");
        if (number < 1 || bytes < 0 || pagesDone < 0 || passages < 0 || embedded < 0) {
            throw new IllegalArgumentException("versions count from 1, amounts are not negative");
        }
        if (failure.isPresent() != (status == VersionStatus.FAILED)) {
            throw new IllegalArgumentException("a version has a failure exactly when it failed");
        }
        if (finishedAt.isPresent() != status.isFinal()) {
            throw new IllegalArgumentException("a version has an end exactly when it has ended");
        }
    }
}
