package dev.confab.domain.retrieval;

import dev.confab.domain.document.Passage;
import dev.confab.domain.embedding.Vector;
import java.util.Objects;
import java.util.Optional;

/**
 * A passage as an index takes it.
 *
 * @param ordinal its place among the passages of its version, from 0
 * @param passage the passage
 * @param vector  its vector in the asked space, if it has one
 */
public record IndexedPassage(int ordinal, Passage passage, Optional<Vector> vector) {

    public IndexedPassage {
        Objects.requireNonNull(passage, "passage");
        Objects.requireNonNull(vector, "vector");
        if (ordinal < 0) {
            throw new IllegalArgumentException("ordinals count from 0");
        }
    }
}
