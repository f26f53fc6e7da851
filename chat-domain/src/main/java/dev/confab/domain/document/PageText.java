package dev.confab.domain.document;

import dev.confab.domain.PlainText;
import java.util.List;
import java.util.Objects;

/**
 * The text of one page, or of one part of a document without pages. The text of a version is the texts of its pages, one
 * right behind the other: a page that does not end within a word ends with white space of its own.
 *
 * @param number   its place among them, dense from 1
 * @param text     what stands on it, possibly nothing
 * @param headings the headings on it, in the order of the text
 */
public record PageText(int number, PlainText text, List<Heading> headings) {

    /** The longest page, in UTF-16 code units; longer ones are cut into parts where there are no pages, else refused. */
    public static final int MAX_LENGTH = 1_000_000;

    public PageText {
        Objects.requireNonNull(text, "text");
        headings = List.copyOf(headings);
        if (number < 1) {
            throw new IllegalArgumentException("pages count from 1");
        }
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a page has at most " + MAX_LENGTH + " characters");
        }
        int from = 0;
        for (Heading heading : headings) {
            if (heading.span().from() < from || heading.span().to() > text.length()) {
                throw new IllegalArgumentException("headings stand on their page, in order");
            }
            from = heading.span().to();
        }
    }

    /**
     * A heading.
     *
     * @param span  where its line, or lines, stand in the page's text
     * @param level 1 for the highest, to 6
     * @param words what it says, without marks; not blank
     */
    public record Heading(TextSpan span, int level, PlainText words) {
        public Heading {
            Objects.requireNonNull(span, "span");
            if (level < 1 || level > 6) {
                throw new IllegalArgumentException("levels of headings are 1 to 6");
            }
            if (words.isBlank()) {
                throw new IllegalArgumentException("a heading says something");
            }
        }
    }
}
