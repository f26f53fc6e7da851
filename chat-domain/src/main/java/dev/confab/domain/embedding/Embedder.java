package dev.confab.domain.embedding;

import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import java.util.List;

/** Makes vectors of texts. Blocking; safe for use by several threads at once. */
public interface Embedder {

    /**
     * Returns the space its vectors are in. It may have to ask the model once; afterwards the answer is always the same.
     *
     * @throws LlmFault if it cannot tell yet
     */
    VectorSpace space();

    /** Returns how many texts {@link #embed} takes in one call at the most, at least 1. */
    int batch();

    /**
     * Returns the vectors of passages, in their order. A text that is longer than the model takes is cut, not refused.
     *
     * @param passages 1 to {@link #batch()} texts, none blank
     * @throws LlmFault if the model failed; retries that make sense have been made, and nothing is kept of the call
     */
    List<Vector> embed(List<PlainText> passages);

    /**
     * Returns the vector of a question. Somebody is waiting: it takes no longer than a few seconds.
     *
     * @param question not blank
     * @throws LlmFault if the model failed
     */
    Vector embedQuestion(PlainText question);
}
