package dev.confab.domain.retrieval;

import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.ChatFault;
import java.util.List;

/**
 * Finds passages by the direction of their vectors: the dense half of a hybrid search, where an index does not do that
 * itself. Blocking; safe for use by several threads at once.
 */
public interface NearestPassages {

    /**
     * Returns the passages that this owner may see, in the scope, whose vectors are nearest to a question's, nearest first,
     * without remembered turns. Vectors of
     * another space than the one searches use now find nothing.
     *
     * @param limit 1 to {@link RetrievalQuery#MAX_LIMIT}
     * @throws ChatFault if it could not look
     */
    List<Near> nearest(Owner owner, Scope scope, VectorSpace space, Vector question, int limit);

    /**
     * One of them.
     *
     * @param cosine of the angle between the two, -1 to 1
     */
    record Near(PassageId passage, double cosine) {
        public Near {
            if (!(cosine >= -1 && cosine <= 1)) {
                throw new IllegalArgumentException("a cosine is -1 to 1");
            }
        }
    }
}
