package dev.confab.domain.document;

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
     * {@link RetrievalQuery#limit()}; an empty list when nothing fits.
     *
     * @throws RetrievalFault if it could not look; "nothing found" is never a fault
     */
    List<Passage> retrieve(Owner owner, RetrievalQuery query);
}
