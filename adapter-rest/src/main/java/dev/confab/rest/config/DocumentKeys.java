package dev.confab.rest.config;

import dev.confab.application.document.IngestionSettings;
import dev.confab.domain.ingestion.PassageSize;
import io.micronaut.context.exceptions.ConfigurationException;

/** What can be set about documents. */
public final class DocumentKeys {

    /** How many times too large a file may be so that its client is told; the connection of a larger one is cut. */
    private static final long TOLD = 4;
    /** What a form may have around its file. */
    private static final long AROUND = 64 * 1024;

    private DocumentKeys() {}

    /**
     * Reads the settings; what is not set is as {@link IngestionSettings#DEFAULT} says.
     *
     * @throws ConfigurationException if one is wrong
     */
    public static IngestionSettings from(Keys keys) {
        IngestionSettings usual = IngestionSettings.DEFAULT;
        return new IngestionSettings(keys.size("DOCUMENT_MAX_BYTES", (int) usual.maxBytes()), usual.maxChunks(),
                usual.maxChunk(), keys.number("INGESTION_PARALLEL", usual.parallel(), 1, 64), usual.lease(),
                usual.retry(), usual.longestRetry(), passages(keys, usual.passages()));
    }

    private static PassageSize passages(Keys keys, PassageSize usual) {
        int target = keys.number("PASSAGE_TOKENS", usual.target(), PassageSize.LEAST_TARGET, PassageSize.MOST_TARGET);
        int overlap = Math.min(usual.overlap(), target / 2);
        return new PassageSize(target, keys.number("PASSAGE_OVERLAP", overlap, 0, target / 2));
    }

    /** Returns the largest body that is read to its end, in bytes, whether it is taken or not. */
    static long largestRequest(long largestDocument, long largestBody) {
        return Math.max(largestBody, TOLD * largestDocument + AROUND);
    }

    /** Returns the largest body that a server with these settings reads to its end, in bytes, whether it takes it or not. */
    public static long largestRequest(Keys keys, ServerSettings server) {
        return largestRequest(from(keys).maxBytes(), server.maxBodySize());
    }
}
