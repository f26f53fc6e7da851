package dev.confab.domain.ingestion;

/**
 * How large passages are, in tokens.
 *
 * @param target  about how many a passage has: it rarely has a fifth more, and less where the text's structure says so; {@value
 *                #LEAST_TARGET} to {@value #MOST_TARGET}
 * @param overlap how many of the passage before it a passage repeats at the most, within a section; 0 for none, at most half
 *                the target
 */
public record PassageSize(int target, int overlap) {

    /** The smallest target. */
    public static final int LEAST_TARGET = 20;
    /** The largest target. */
    public static final int MOST_TARGET = 4_000;
    /** What is found best: larger pieces answer more questions with less of what was asked for. */
    public static final PassageSize DEFAULT = new PassageSize(250, 40);

    public PassageSize {
        if (target < LEAST_TARGET || target > MOST_TARGET) {
            throw new IllegalArgumentException("a passage has " + LEAST_TARGET + " to " + MOST_TARGET + " tokens");
        }
        if (overlap < 0 || overlap > target / 2) {
            throw new IllegalArgumentException("an overlap has 0 tokens to half of a passage's");
        }
    }
}
