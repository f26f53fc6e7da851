package dev.confab.domain.retrieval;

import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.StoreFault;
import java.util.List;
import java.util.Optional;

/**
 * The searchable passages as searches and indexes need them; the same data as {@code DocumentStore} keeps. Blocking; safe
 * for use by several threads and processes at once. Every method may throw {@link StoreFault}.
 *
 * <p>
 * Whatever changes what searches find (a version becomes searchable, a document is deleted, another space is used) has a
 * position. Positions are in the order in which the changes took effect: who has read up to one never misses an earlier one.
 */
public interface PassageStore {

    /** The most changes, passages or hits one call gives or takes. */
    int MAX_PAGE = 1_000;

    /**
     * Returns the position of the latest change of what this owner may see, 0 when there is nothing for him to be found.
     */
    long latest(Owner owner);

    /**
     * Returns the changes after a position, for an index of all owners' passages.
     *
     * @param after 0 for the beginning: then every searchable document is told, and no deletion
     * @param limit 1 to {@value #MAX_PAGE}
     */
    PassageFeed follow(long after, int limit);

    /**
     * Returns the passages of a change, in their order; empty when that version is not found any more, since a later change
     * has taken its place.
     *
     * @param change a change with a version
     * @param space  whose vectors to return, none when empty
     * @param from   the first ordinal
     * @param limit  1 to {@value #MAX_PAGE}
     */
    List<IndexedPassage> read(PassageChange change, Optional<VectorSpace> space, int from, int limit);

    /**
     * Returns those of the passages that this owner may see now and that are in the scope, in the order asked for. Remembered
     * turns of the owner are in every scope. This is
     * the last word about who sees what, whatever an index believes.
     *
     * @param passages at most {@value #MAX_PAGE}
     */
    List<Passage> find(Owner owner, Scope scope, List<PassageId> passages);

    /**
     * Finds passages by the rarest words of a question, ranked with BM25: for when there is no index yet. It looks at
     * neither titles nor headings nor remembered turns and knows no language's endings; the scores are those of {@link RankedPassage#lexical()}.
     *
     * @param limit 1 to {@link RetrievalQuery#MAX_LIMIT}
     */
    List<RankedPassage> search(Owner owner, Scope scope, PlainText question, int limit);
}
