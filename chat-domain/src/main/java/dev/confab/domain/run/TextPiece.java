package dev.confab.domain.run;

import dev.confab.domain.PlainText;
import dev.confab.domain.grounding.Citation;
import java.util.List;
import java.util.Objects;

/**
 * A piece of an answer that is being written.
 *
 * @param execution who writes it
 * @param position  where in the answer it begins, in UTF-16 code units; 0 gives the whole of it so far
 * @param text      not empty, never cut inside a surrogate pair
 * @param citations those whose marker ends in this piece, in the order of their places
 */
public record TextPiece(Execution execution, int position, PlainText text, List<Citation> citations) {

    public TextPiece {
        Objects.requireNonNull(execution, "execution");
        Objects.requireNonNull(text, "text");
        citations = List.copyOf(citations);
        if (position < 0) {
            throw new IllegalArgumentException("positions are not negative");
        }
        if (text.length() == 0) {
            throw new IllegalArgumentException("a piece is not empty");
        }
        for (Citation citation : citations) {
            if (citation.at() <= position || citation.at() > position + text.length()) {
                throw new IllegalArgumentException("a piece brings the citations that end in it");
            }
        }
    }
}
