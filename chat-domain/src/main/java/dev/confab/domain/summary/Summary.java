package dev.confab.domain.summary;

import dev.confab.domain.PlainText;
import java.time.Instant;
import java.util.Objects;

/**
 * What was said in a session from its beginning up to a position, in short.
 *
 * @param seq       the position of the last message that it tells of
 * @param text      the summary, not blank, at most {@value #MAX_LENGTH} UTF-16 code units
 * @param model     the name of the model that wrote it
 * @param revision  how many there were of this session in a row, with this one
 * @param createdAt when it was stored, by the store's clock
 */
public record Summary(long seq, PlainText text, String model, long revision, Instant createdAt) {

    /** The longest summary, in UTF-16 code units. */
    public static final int MAX_LENGTH = 4_000;

    public Summary {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(createdAt, "createdAt");
        requireText(text);
        if (seq < 1 || revision < 1) {
            throw new IllegalArgumentException("positions and revisions count from 1");
        }
    }

    static void requireText(PlainText text) {
        if (text.isBlank() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a summary is not blank and has at most " + MAX_LENGTH + " characters");
        }
    }
}
