package dev.confab.retrieval.extract;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageText;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides a text without pages into parts that end where a paragraph ends, if there is such a place, else at a line's end, a
 * space, or where they must.
 */
public final class TextParts {

    /** The longest part, in UTF-16 code units. */
    static final int LONGEST = 64_000;
    /** The shortest part but the last one. */
    static final int SHORTEST = LONGEST / 2;

    private TextParts() {}

    /** Returns the parts of a text that has no flaws, with their headings. */
    public static List<PageText> of(PlainText text, boolean markdown) {
        var headings = new HeadingLines(markdown);
        var parts = new ArrayList<PageText>();
        String value = text.value();
        for (int from = 0; from < value.length();) {
            int to = value.length() - from <= LONGEST ? value.length()
                    : from + end(value.substring(from, from + LONGEST));
            String part = value.substring(from, to);
            parts.add(new PageText(parts.size() + 1, PlainText.of(part), headings.in(part)));
            from = to;
        }
        return parts;
    }

    /** Where to end the part that begins a text, when more comes after it. */
    static int end(String text) {
        int paragraph = text.lastIndexOf("\n\n");
        if (paragraph >= SHORTEST) {
            return paragraph + 2;
        }
        int line = text.lastIndexOf('\n');
        if (line >= SHORTEST) {
            return line + 1;
        }
        for (int at = text.length(); at > SHORTEST; at--) {
            if (Character.isWhitespace(text.charAt(at - 1))) {
                return at;
            }
        }
        return Character.isHighSurrogate(text.charAt(text.length() - 1)) ? text.length() - 1 : text.length();
    }
}
