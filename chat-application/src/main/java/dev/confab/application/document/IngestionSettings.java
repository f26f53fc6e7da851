package dev.confab.application.document;

import dev.confab.domain.ingestion.PassageSize;
import java.time.Duration;
import java.util.Objects;

/**
 * How documents are made searchable.
 *
 * @param maxBytes      the largest file, at least 1
 * @param maxChunks     the most pieces of one document that somebody else cut, at least 1
 * @param maxChunk      the longest of them, in UTF-16 code units, at least 1
 * @param parallel      how many documents this process works on at once, at least 1
 * @param lease         for how long a document that this process works on is its own without another word, at least a second
 * @param retry         how long to wait after a provider failed, at first; it doubles up to {@code longestRetry}
 * @param longestRetry  the longest wait
 * @param passages      how large passages are
 */
public record IngestionSettings(long maxBytes, int maxChunks, int maxChunk, int parallel, Duration lease,
        Duration retry, Duration longestRetry, PassageSize passages) {

    /** What holds when nobody says otherwise: 10 MB, and as many documents at once as leave chats alone. */
    public static final IngestionSettings DEFAULT = new IngestionSettings(10L * 1_024 * 1_024, 10_000, 20_000, 2,
            Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofMinutes(5));

    public IngestionSettings {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(longestRetry, "longestRetry");
        Objects.requireNonNull(passages, "passages");
        if (maxBytes < 1 || maxChunks < 1 || maxChunk < 1 || parallel < 1) {
            throw new IllegalArgumentException("amounts are at least 1");
        }
        if (lease.compareTo(Duration.ofSeconds(1)) < 0 || retry.isNegative() || longestRetry.compareTo(retry) < 0) {
            throw new IllegalArgumentException("a lease is at least a second, and waits do not shrink");
        }
    }

    /** Takes settings, with passages of the usual size. */
    public IngestionSettings(long maxBytes, int maxChunks, int maxChunk, int parallel, Duration lease, Duration retry,
            Duration longestRetry) {
        this(maxBytes, maxChunks, maxChunk, parallel, lease, retry, longestRetry, PassageSize.DEFAULT);
    }

    /** Returns these settings with passages of another size. */
    public IngestionSettings withPassages(PassageSize size) {
        return new IngestionSettings(maxBytes, maxChunks, maxChunk, parallel, lease, retry, longestRetry, size);
    }
}
