package dev.confab.domain.ingestion;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageMark;
import dev.confab.domain.document.TextSpan;
import java.util.List;
import java.util.Objects;

/**
 * A piece that a text was cut into.
 *
 * @param ordinal  its place among them, dense from 0
 * @param span     where it stands in the version's text
 * @param text     what stands there, letter for letter; not blank
 * @param headings the headings above it, outermost first
 * @param pages    the pages it stands on, in order, the first one at 0; empty for a document without pages
 */
public record NewPassage(int ordinal, TextSpan span, PlainText text, List<PlainText> headings, List<PageMark> pages) {

    public NewPassage {
        Objects.requireNonNull(span, "span");
        Objects.requireNonNull(text, "text");
        headings = List.copyOf(headings);
        pages = List.copyOf(pages);
        if (ordinal < 0 || text.isBlank() || text.length() != span.length()) {
            throw new IllegalArgumentException("a passage says something, is as long as its span, and counts from 0");
        }
    }
}
