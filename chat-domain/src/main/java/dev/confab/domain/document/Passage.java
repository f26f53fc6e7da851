package dev.confab.domain.document;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import java.util.Objects;

/**
 * A retrievable piece of a document.
 *
 * @param id       which passage
 * @param document the document it is a piece of
 * @param title    what a person calls that document, not blank
 * @param text     the passage itself, not blank
 * @param score    how well it fits the question it was retrieved for; higher is better, finite, comparable only within
 *                 one answer of one retriever
 */
public record Passage(PassageId id, DocumentId document, PlainText title, PlainText text, double score) {

    public Passage {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(text, "text");
        if (title.isBlank() || text.isBlank()) {
            throw new IllegalArgumentException("a passage has a title and a text");
        }
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("a score is a finite number");
        }
    }
}
