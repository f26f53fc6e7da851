package dev.confab.domain.session;

import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells what has changed of sessions and their logs, in the order of commits, for those who keep a copy. It is about the
 * sessions of {@link SessionStore}. Blocking; safe for use by several threads and processes at once. Every method may throw
 * {@link StoreFault}.
 *
 * <p>
 * What is written when a read begins is told by it, and what is still being written then by a later one, however early it
 * began: a cursor never goes past a change that is committed late.
 */
public interface SessionFeed {

    /** The most changes one read may ask for. */
    int MAX_CHANGES = 1_000;

    /**
     * Returns what has changed for this owner since a cursor was told.
     *
     * @param since empty for all there is
     * @param limit how many changes at the most, 1 to {@value #MAX_CHANGES}
     */
    SessionNews read(Owner owner, Optional<SessionCursor> since, int limit);

    /**
     * Forgets deletions of sessions and of messages, of all owners, that were made before a time; cursors that were told before these are too old from now
     * on.
     *
     * @param limit how many of each at the most, at least 1; the oldest first
     * @return the oldest cursor that is still good, of any owner; empty while nothing was ever forgotten
     */
    Optional<SessionCursor> forgetDeletions(Instant before, int limit);

    /** Checks how many changes are asked for, for those who implement {@link #read}. */
    static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_CHANGES) {
            throw new IllegalArgumentException("a limit is 1 to " + MAX_CHANGES);
        }
    }
}
