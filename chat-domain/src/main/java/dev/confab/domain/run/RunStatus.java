package dev.confab.domain.run;

/**
 * Where a run stands: {@code queued → running → completed | incomplete | failed | cancelled}. A session has at most one
 * running run; its queued ones were all opened after that one.
 */
public enum RunStatus {
    /** It waits for its session's active run to end. */
    QUEUED,
    /** It is being executed. */
    RUNNING,
    /** The model gave a whole answer and said that it ended. */
    COMPLETED,
    /** The answer was broken off; what came of it is kept. */
    INCOMPLETE,
    /** No answer came; the user's message is kept. */
    FAILED,
    /** Somebody asked for its end, or a newer turn took its place; what came of the answer is kept. */
    CANCELLED;

    /** Returns whether the run has ended, which nothing can undo. */
    public boolean isTerminal() {
        return switch (this) {
            case QUEUED, RUNNING -> false;
            case COMPLETED, INCOMPLETE, FAILED, CANCELLED -> true;
        };
    }

    /** Returns whether a run may go from this state to the other one. */
    public boolean mayBecome(RunStatus next) {
        return switch (this) {
            case QUEUED -> next == RUNNING || next == CANCELLED || next == FAILED;
            case RUNNING -> next.isTerminal();
            case COMPLETED, INCOMPLETE, FAILED, CANCELLED -> false;
        };
    }
}
