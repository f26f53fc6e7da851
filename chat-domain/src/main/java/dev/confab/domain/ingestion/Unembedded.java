package dev.confab.domain.ingestion;

import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A passage that has no vector in some space yet.
 *
 * @param passage  which passage
 * @param title    what a person calls its document
 * @param headings the headings above it, outermost first
 * @param text     the passage itself
 */
public record Unembedded(PassageId passage, PlainText title, List<PlainText> headings, PlainText text) {

    public Unembedded {
        Objects.requireNonNull(passage, "passage");
        Objects.requireNonNull(title, "title");
        headings = List.copyOf(headings);
        Objects.requireNonNull(text, "text");
    }

    /** Returns what an embedder is given: a piece says more about itself with the names of what it stands in. */
    public PlainText asEmbedded() {
        return PlainText.of(Stream.concat(Stream.concat(Stream.of(title), headings.stream()), Stream.of(text))
                .map(PlainText::value)
                .collect(Collectors.joining("\n")));
    }
}
