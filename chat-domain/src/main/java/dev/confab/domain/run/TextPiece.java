package dev.confab.domain.run;

import dev.confab.domain.PlainText;
import java.util.Objects;

/**
 * A piece of an answer that is being written.
 *
 * @param execution who writes it
 * @param position  where in the answer it begins, in UTF-16 code units; 0 gives the whole of it so far
 * @param text      not empty, never cut inside a surrogate pair
 */
public record TextPiece(Execution execution, int position, PlainText text) {

    public TextPiece {
        Objects.requireNonNull(execution, "execution");
        Objects.requireNonNull(text, "text");
        if (position < 0) {
            throw new IllegalArgumentException("positions are not negative");
        }
        if (text.length() == 0) {
            throw new IllegalArgumentException("a piece is not empty");
        }
    }
}
