package dev.confab.domain;

/**
 * Repairs text that arrives in pieces, cut anywhere: a surrogate pair that was split over two pieces is put together,
 * and what is flawed becomes U+FFFD as in {@link PlainText#repaired}. The pieces it gives out never end inside a pair.
 *
 * <p>
 * Not safe for use by several threads at once.
 */
public final class TextRepair {

    private char held;

    /** Begins a text. */
    public TextRepair() {}

    /** Takes the next piece and returns what can be given out now, possibly empty. */
    public PlainText accept(String piece) {
        if (piece.isEmpty()) {
            return PlainText.EMPTY;
        }
        String text = held == 0 ? piece : held + piece;
        held = 0;
        char last = text.charAt(text.length() - 1);
        if (Character.isHighSurrogate(last)) {
            held = last;
            text = text.substring(0, text.length() - 1);
        }
        return PlainText.repaired(text);
    }

    /** Returns what was held back at the end of the text: empty, or U+FFFD for half a pair that never came. */
    public PlainText finish() {
        boolean half = held != 0;
        held = 0;
        return half ? PlainText.of(String.valueOf(PlainText.REPLACEMENT)) : PlainText.EMPTY;
    }
}
