package dev.confab.domain.summary;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import java.util.Optional;

/**
 * Keeps one summary of a session beside its log, in the same place. It goes with its session, and as soon as a message that
 * it tells of is deleted or says something else. Blocking; safe for use by several threads and processes at once. Each method
 * is one transaction. Every method may throw {@link StoreFault}.
 */
public interface SummaryStore {

    /** Returns the summary of a session, if this owner has it and there is one. */
    Optional<Summary> find(Owner owner, SessionId session);

    /**
     * Stores a summary in the place of another one, if that one is still there and the messages that the new one tells of
     * stand in the log as they were read.
     *
     * @param before the summary that this one goes on from; empty when there was none
     * @return whether it is stored
     */
    boolean save(Owner owner, SessionId session, Optional<Summary> before, NewSummary summary);

    /**
     * Drops the summary of a session if it tells of a message.
     *
     * @param seq the message's position
     */
    void drop(Owner owner, SessionId session, long seq);
}
