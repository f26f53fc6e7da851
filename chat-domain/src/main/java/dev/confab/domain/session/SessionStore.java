package dev.confab.domain.session;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Run;
import java.util.List;
import java.util.Optional;

/**
 * Keeps sessions, their logs and their runs. Blocking; safe for use by several threads and processes at once.
 *
 * <p>
 * What belongs to another owner answers exactly like what does not exist. A log only grows; positions in it are dense
 * from 1 in the order in which the writes took effect, whatever clocks say. Each method is one transaction: when it
 * throws, it stored nothing, or its reply was lost and saying the same again is safe where the method says so. Every
 * method may throw {@link StoreFault}.
 */
public interface SessionStore {

    /** The most messages one read may ask for. */
    int MAX_PAGE = 1_000;

    /**
     * Finds or makes the session, appends the user's message and stores the run as running. At most one run of a session
     * has not ended: an active one is cancelled or is the reason for a refusal, as the turn says; one whose lease is over
     * is failed and never a reason for a refusal.
     */
    TurnOpening openTurn(Owner owner, NewTurn turn);

    /**
     * Appends the answer, if there is one, and ends the run. Does so only for the attempt that executes the run; saying
     * the same again (same answer identity) tells the same and stores nothing.
     */
    TurnClosing closeTurn(Owner owner, TurnEnd end);

    /** Returns the session, if this owner has it. */
    Optional<Session> findSession(Owner owner, SessionId session);

    /**
     * Returns the messages after a position, oldest first.
     *
     * @param afterSeq 0 for the beginning
     * @param limit    1 to {@value #MAX_PAGE}
     * @return empty when there are no more, and also when this owner has no such session
     */
    List<Message> readMessages(Owner owner, SessionId session, long afterSeq, int limit);

    /** Returns the run, if this owner has it. */
    Optional<Run> findRun(Owner owner, RunId run);

    /** Checks the arguments of {@link #readMessages}, for those who implement it. */
    static void requirePage(long afterSeq, int limit) {
        if (afterSeq < 0) {
            throw new IllegalArgumentException("afterSeq is not negative");
        }
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a limit is 1 to " + MAX_PAGE);
        }
    }
}
