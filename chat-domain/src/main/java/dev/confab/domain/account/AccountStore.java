package dev.confab.domain.account;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sessions with their messages and runs, and documents, as far as it matters whose they are. It forgets them with all that
 * hangs on them: logged text, words of searches, receipts, idempotency keys, versions, contents, passages, vectors. Of deleted
 * documents those marks are kept that tell indexes what to drop; they do not name the owner. Every method may throw {@link
 * dev.confab.domain.fault.StoreFault}.
 */
public interface AccountStore extends OwnedData {

    /** The most sessions one read may ask for. */
    int MAX_PAGE = 200;

    /** Returns the session, if this owner has it. */
    Optional<OwnedSession> session(Owner owner, SessionId session);

    /**
     * Returns sessions in the order of their identities.
     *
     * @param after the last one of the page before, which need not be there any more; empty for the first page
     * @param limit 1 to {@value #MAX_PAGE}
     */
    List<OwnedSession> sessions(Owner owner, Optional<SessionId> after, int limit);

    /** Returns some of this owner's runs that have not ended; empty when all have. */
    List<RunId> active(Owner owner);

    /**
     * Looks at some sessions, whoever has them, and deletes those of which nothing was heard for so long and in which no run
     * is active.
     *
     * @param after where the step before ended; empty at the beginning
     */
    Expiry expireSessions(Optional<SessionId> after, Duration age);

    /** Deletes some documents, whoever has them, whose newest version was given so long ago; not those of everybody. */
    Erased expireDocuments(Duration age);

    /** Checks the argument of {@link #sessions}, for those who implement it. */
    static void requirePage(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a limit is 1 to " + MAX_PAGE);
        }
    }
}
