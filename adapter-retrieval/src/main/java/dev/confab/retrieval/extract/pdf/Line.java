package dev.confab.retrieval.extract.pdf;

/**
 * A line of a page, with its place in points; y grows downwards.
 *
 * @param text  repaired, not blank
 * @param size  of most of its letters
 * @param bold  whether most of its letters are
 * @param right whether it is read from right to left, as most of its letters are read
 */
record Line(String text, float left, float end, float y, float size, boolean bold, boolean right) {

    char first() {
        return text.charAt(0);
    }

    char last() {
        return text.charAt(text.length() - 1);
    }

    /** Whether a sentence may end here. */
    boolean endsSentence() {
        int at = text.length() - 1;
        while (at > 0 && "\"'\u00BB\u201D\u2019)]\u300D".indexOf(text.charAt(at)) >= 0) {
            at--;
        }
        return ".?!:;\u2026\u3002\uFF01\uFF1F\u061F\u06D4\u0964".indexOf(text.charAt(at)) >= 0;
    }
}
