package dev.confab.domain.grounding;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.TextSpan;
import java.util.Objects;
import java.util.Optional;

/**
 * Points from an answer into a passage. It is whole in itself: what it says stays true when the document is replaced or
 * deleted.
 *
 * @param marker   the number that stands in the answer's text in square brackets, from 1
 * @param at       where in the answer's text that marker ends, in UTF-16 code units
 * @param passage  the passage it points to
 * @param document the document of that passage
 * @param version  the version of that document
 * @param title    what a person called that document
 * @param page     the page the quote begins on, if the document has pages
 * @param span     where the quote stands in that version's text
 * @param quote    what stands there, letter for letter; not blank
 */
public record Citation(int marker, int at, PassageId passage, DocumentId document, int version, PlainText title,
        Optional<Integer> page, TextSpan span, PlainText quote) {

    public Citation {
        Objects.requireNonNull(passage, "passage");
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(page, "page");
        Objects.requireNonNull(span, "span");
        Objects.requireNonNull(quote, "quote");
        if (marker < 1 || at < 1 || version < 1 || page.filter(number -> number < 1).isPresent()) {
            throw new IllegalArgumentException("markers, positions behind them, versions and pages count from 1");
        }
        if (quote.isBlank() || quote.length() != span.length()) {
            throw new IllegalArgumentException("a quote says something and is as long as its span");
        }
    }
}
