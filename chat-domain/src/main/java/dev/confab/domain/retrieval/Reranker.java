package dev.confab.domain.retrieval;

import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import java.util.List;

/** Reads a question and passages together and tells how well they fit. Blocking; safe for use by several threads at once. */
public interface Reranker {

    /** The most passages of one call. */
    int MAX_PASSAGES = 100;

    /**
     * Returns how well each passage fits the question, in the order of the passages: higher is better, 0 to 1, comparable
     * between questions.
     *
     * @param passages 1 to {@value #MAX_PASSAGES}, none blank
     * @throws LlmFault if the model failed, or did not answer within a few seconds
     */
    List<Double> rate(PlainText question, List<PlainText> passages);
}
