package dev.confab.retrieval.index;

import java.util.Optional;

/**
 * How much of what is asked for a passage is about, 0 to 1, as far as words and vectors can tell.
 */
final class Support {

    /** Cosines of texts that have nothing to do with each other are below it, for embedders in use today. */
    private static final double UNRELATED = 0.15;
    /** Cosines of a question and its answer are about this. */
    private static final double ANSWER = 0.75;

    private Support() {}

    static double of(double coverage, Optional<Double> cosine) {
        if (cosine.isEmpty()) {
            return Math.clamp(coverage, 0, 1);
        }
        double near = Math.clamp((cosine.get() - UNRELATED) / (ANSWER - UNRELATED), 0, 1);
        return Math.clamp((coverage + near) / 2, 0, 1);
    }
}
