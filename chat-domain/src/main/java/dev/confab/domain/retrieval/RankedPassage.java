package dev.confab.domain.retrieval;

import dev.confab.domain.document.Passage;
import java.util.Objects;
import java.util.Optional;

/**
 * A passage that was found, and why.
 *
 * @param passage the passage
 * @param score   by which the passages of one answer are ordered, higher is better; finite, comparable only within one
 *                answer
 * @param support how much of what is asked for the passage is about, 0 to 1; comparable between questions, so that a
 *                threshold on it tells answerable questions from others
 * @param lexical what its words gave, if they did
 * @param dense   what its vector gave, if it did
 * @param rerank  what a reranker said of it, if one was asked
 */
public record RankedPassage(Passage passage, double score, double support, Optional<Leg> lexical, Optional<Leg> dense,
        Optional<Double> rerank) {

    /**
     * What one way of searching gave.
     *
     * @param rank  the passage's place there, from 1
     * @param score its score there; BM25 for words, the cosine for vectors
     */
    public record Leg(int rank, double score) {
        public Leg {
            if (rank < 1 || !Double.isFinite(score)) {
                throw new IllegalArgumentException("ranks count from 1, a score is a finite number");
            }
        }
    }

    public RankedPassage {
        Objects.requireNonNull(passage, "passage");
        Objects.requireNonNull(lexical, "lexical");
        Objects.requireNonNull(dense, "dense");
        Objects.requireNonNull(rerank, "rerank");
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("a score is a finite number");
        }
        if (!(support >= 0 && support <= 1)) {
            throw new IllegalArgumentException("support is 0 to 1");
        }
    }
}
