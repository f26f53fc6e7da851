package dev.confab.application.account;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.OwnedSession;
import dev.confab.domain.run.Run;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads all the sessions that an owner has. Their messages, runs and the owner's documents are read by the use cases of these.
 * Every method may throw {@link dev.confab.domain.fault.StoreFault}.
 */
public interface ReadAccount {

    /** Returns the session, if this owner has it. */
    Optional<OwnedSession> session(Owner owner, SessionId session);

    /**
     * Returns sessions in the order of their identities, so that going on behind the last one tells each session that is
     * there all the time exactly once.
     *
     * @param limit 1 to {@link dev.confab.domain.account.AccountStore#MAX_PAGE}
     */
    List<OwnedSession> sessions(Owner owner, Optional<SessionId> after, int limit);

    /** Returns those of the runs that this owner has, in any order; each is named once. */
    List<Run> runs(Owner owner, Collection<RunId> runs);
}
