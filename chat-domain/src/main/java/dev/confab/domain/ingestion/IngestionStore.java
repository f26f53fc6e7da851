package dev.confab.domain.ingestion;

import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.document.PageText;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what is done on the way from a stored version to a searchable one; the same data as {@code DocumentStore} keeps.
 * Blocking; safe for use by several threads and processes at once.
 *
 * <p>
 * A version is held by a lease on the store's clock; each word of its holder extends it. Only the attempt that holds it may
 * write, also when its lease is over and nobody has claimed it yet: what another one says stores nothing and is answered
 * with {@code false}. Each method is one transaction, and saying the same again is safe. Every method may throw {@link
 * StoreFault}.
 */
public interface IngestionStore {

    /** How often a version is begun at the most; after that whoever claims it makes it fail with {@link #GIVEN_UP}. */
    int MAX_ATTEMPTS = 5;

    /** The failure of a version whose holders were lost again and again. */
    String GIVEN_UP = "given_up";

    /**
     * Gives out the version that has waited longest: one that is pending, whose time to be tried again has come, or whose
     * lease is over. Versions with {@value #MAX_ATTEMPTS} attempts fail instead. Empty when there is none.
     */
    Optional<IngestionTask> claim(Hold hold);

    /** Returns how long it will be until there is something to claim, as far as is known; empty if nothing waits. */
    Optional<Duration> untilNext();

    /** Extends the lease. */
    boolean extend(Owner owner, IngestionTask.Key key, Hold hold);

    /**
     * Gives a version back.
     *
     * @param after   when it may be claimed again
     * @param counted whether this attempt is one of the {@value #MAX_ATTEMPTS}: not when its holder stops, or a provider is
     *                away
     */
    boolean giveBack(Owner owner, IngestionTask.Key key, Duration after, boolean counted);

    /**
     * Stores pages that were read, in place of any of the same number.
     *
     * @param total how many there are, where there are pages
     */
    boolean savePages(Owner owner, IngestionTask.Key key, Hold hold, List<PageText> pages, Optional<Integer> total);

    /** All pages are stored: those beyond the number that an earlier attempt left are deleted. */
    boolean endReading(Owner owner, IngestionTask.Key key, Hold hold, int pages);

    /**
     * Stores passages under new identities, in place of any of the same ordinal.
     */
    boolean savePassages(Owner owner, IngestionTask.Key key, Hold hold, Map<PassageId, NewPassage> passages);

    /** All passages are stored: those beyond the number that an earlier attempt left are deleted. */
    boolean endCutting(Owner owner, IngestionTask.Key key, Hold hold, int passages);

    /**
     * Returns passages of the version that have no vector in the space, in the order of their ordinals.
     *
     * @param limit at least 1
     */
    List<Unembedded> unembedded(Owner owner, IngestionTask.Key key, VectorSpace space, int limit);

    /** Stores vectors. */
    boolean saveVectors(Owner owner, IngestionTask.Key key, Hold hold, VectorSpace space,
            Map<PassageId, Vector> vectors);

    /**
     * Makes the version searchable, in place of the one before it: a search finds all of the one or all of the other. The
     * first version of all that is published with a space makes that the space that searches use.
     *
     * @param space the space in which all of its passages have vectors, if there is one
     */
    Publishing publish(Owner owner, IngestionTask.Key key, Optional<VectorSpace> space);

    /** Ends the work on a version that cannot be made searchable; what was searchable before stays so. */
    boolean fail(Owner owner, IngestionTask.Key key, DocumentFailure failure);

    /**
     * Asks for work on a space that searches do not use yet: vectors that searchable passages of any owner lack there.
     * Empty when searches use that space already and nothing lacks, or when another process is at it. When nothing lacks and
     * searches use another space, or none, this call makes them use this one, all at once, and is empty.
     *
     * @param limit the most passages, at least 1
     */
    List<Unembedded> claimSpace(Hold hold, VectorSpace space, int limit);

    /**
     * Stores vectors of passages of any owner; those of passages that are gone are dropped. Keeps the work held. Where it is
     * the space that searches use, a document whose passages thereby all have vectors is told as changed, under a position
     * of its own.
     */
    void saveSpace(Hold hold, VectorSpace space, Map<PassageId, Vector> vectors);
}
