package dev.confab.domain.session;

import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import java.util.List;

/**
 * Takes what was done to copies of sessions while they were away from the sessions of {@link SessionStore}. What has changed
 * meanwhile is told by {@link SessionFeed}. Blocking; safe for use by several threads and processes at once.
 */
public interface SessionSync {

    /** The most changes of one call. */
    int MAX_CHANGES = 200;

    /**
     * Applies changes one after the other, so that a later one finds what an earlier one made; one that cannot be stored does
     * not keep the others. All of them are one transaction: when this throws, none was stored, or the reply was lost.
     * Saying all or some of them again, in any order and later, stores nothing twice and brings back nothing that was
     * deleted, for as long as the deletion is known.
     *
     * <p>
     * Several of one owner take effect one call after the other.
     *
     * @param changes at most {@value #MAX_CHANGES}
     * @return what came of each, in their order
     * @throws StoreFault if the store fails
     */
    List<SyncOutcome> apply(Owner owner, List<OfflineChange> changes);

    /** Checks how many changes there are, for those who implement {@link #apply}. */
    static void requireSize(List<OfflineChange> changes) {
        if (changes.size() > MAX_CHANGES) {
            throw new IllegalArgumentException("at most " + MAX_CHANGES + " changes are applied at once");
        }
    }
}
