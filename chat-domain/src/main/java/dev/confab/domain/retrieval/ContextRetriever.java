package dev.confab.domain.retrieval;

import dev.confab.domain.Owner;
import dev.confab.domain.fault.RetrievalFault;
import java.util.List;

/**
 * Finds the passages that a question should be answered from. It is asked before the model is called, never for a turn
 * that has a selected text. Blocking; safe for use by several threads at once.
 */
public interface ContextRetriever {

    /**
     * Returns the passages that fit the question and that this owner may see, best first, each at most once, at most
     * {@link RetrievalQuery#limit()}; an empty list when nothing fits. What was made searchable, or deleted, up to the
     * change that the query names is so for the answer, at whichever process that happened.
     *
     * @throws RetrievalFault if it could not look; "nothing found" is never a fault
     */
    List<RankedPassage> retrieve(Owner owner, RetrievalQuery query);

    /**
     * Takes notice of what was made searchable until now, so that the next question need not wait for that. Nothing depends
     * on its being called.
     *
     * @param owner whose document was made searchable
     * @throws RetrievalFault if that failed; the next question tries again
     */
    default void follow(Owner owner) {}
}
