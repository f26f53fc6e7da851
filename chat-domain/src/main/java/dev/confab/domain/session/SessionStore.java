package dev.confab.domain.session;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Execution;
import java.util.List;
import java.util.Optional;

/**
 * Keeps sessions and their logs, and opens and closes the runs of their turns. Blocking; safe for use by several threads and processes at once.
 *
 * <p>
 * What belongs to another owner answers exactly like what does not exist. A log only grows, but for messages that
 * somebody deletes, whose positions stay empty; positions are given out densely from 1 in the order in which the writes took
 * effect, whatever clocks say. Each method is one transaction: when it
 * throws, it stored nothing, or its reply was lost and saying the same again is safe where the method says so. Every
 * method may throw {@link StoreFault}.
 */
public interface SessionStore {

    /** The most messages one read may ask for. */
    int MAX_PAGE = 1_000;

    /**
     * Finds, makes or branches the session, appends the user's message and stores the run, held as the turn says. At most
     * one run of a session is running: while there is one, or queued ones, the turn interrupts them, waits or is refused,
     * as it says. A running one whose lease is over never is a reason for a refusal: it ends first, as cancelled if somebody
     * asked for that, as incomplete with its shown text, or as failed. What is left of an ended run stands in the log before
     * the new message. Saying the same again is safe with a key: it then joins what the first call stored.
     */
    TurnOpening openTurn(Owner owner, NewTurn turn);

    /**
     * Appends the answer, if there is one, and ends the run; the session's next queued run, if there is one, becomes
     * running under the same hold. Does so only for the attempt that executes the run; saying the same again (same answer
     * identity) tells the same, without a next run, and stores nothing.
     */
    TurnClosing closeTurn(Owner owner, TurnEnd end);

    /**
     * Returns the turn of a run that is being executed, as it is told to who opens it; nothing interrupted. Empty if this
     * owner has no such run or another attempt executes it.
     *
     * @param window how many of the latest messages of the turns before it to return, 0 to {@value NewTurn#MAX_WINDOW}, or
     *               as many as its assistant says for a turn without a selected text
     */
    Optional<TurnOpening.Opened> readTurn(Owner owner, Execution execution, int window);

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
