package dev.confab.domain.document;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import java.util.Objects;
import java.util.Optional;

/**
 * Points from an answer into a passage.
 *
 * @param marker   the number that stands in the answer's text in square brackets, from 1
 * @param passage  the passage it points to
 * @param document the document of that passage
 * @param title    what a person calls that document
 * @param quote    words that stand in the passage and in the answer, letter for letter; empty when the answer only refers
 *                 to the passage
 */
public record Citation(int marker, PassageId passage, DocumentId document, PlainText title, Optional<PlainText> quote) {

    public Citation {
        if (marker < 1) {
            throw new IllegalArgumentException("a marker counts from 1");
        }
        Objects.requireNonNull(passage, "passage");
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(quote, "quote");
    }
}
