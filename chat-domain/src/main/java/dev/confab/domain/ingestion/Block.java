package dev.confab.domain.ingestion;

import dev.confab.domain.document.PageText.Heading;
import java.util.Optional;

/**
 * A stretch of a text that belongs together, with no white space at its ends.
 *
 * @param lined   whether it is made of lines rather than sentences: a list, a table, code
 * @param heading what it is, if it is a heading
 */
record Block(int from, int to, boolean lined, Optional<Heading> heading) {

    int length() {
        return to - from;
    }

    /** Whether a character is nothing to read: what Java calls white space, and the spaces that do not break. */
    static boolean isBlank(char unit) {
        return Character.isWhitespace(unit) || Character.isSpaceChar(unit);
    }

    /** Where the first character stands that is something to read, or {@code to}. */
    static int skipBlank(String text, int from, int to) {
        int at = from;
        while (at < to && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Where the last character ends that is something to read, or {@code from}. */
    static int trimBlank(String text, int from, int to) {
        int at = to;
        while (at > from && isBlank(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }
}
