package dev.confab.domain.document;

/**
 * A stretch of a text, in UTF-16 code units.
 *
 * @param from where it begins, not negative
 * @param to   where the next one would begin, beyond {@code from}
 */
public record TextSpan(int from, int to) {

    public TextSpan {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("a span is not empty and does not begin before the text");
        }
    }

    /** Returns how long it is. */
    public int length() {
        return to - from;
    }

    /** Returns a stretch of this stretch as one of the text that this one is a stretch of. */
    public TextSpan within(int start, int end) {
        if (end > length()) {
            throw new IllegalArgumentException("a part does not reach beyond the whole");
        }
        return new TextSpan(from + start, from + end);
    }
}
