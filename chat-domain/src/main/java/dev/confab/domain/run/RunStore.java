package dev.confab.domain.run;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what happens to runs between their opening and their end, which are {@code SessionStore}'s: who executes them,
 * who wants their end, and the text that somebody was shown. Blocking; safe for use by several threads and processes at
 * once.
 *
 * <p>
 * All times are the store's. A run is held by a lease, which its executor extends; a run whose lease is over is an
 * <em>orphan</em> and anybody's to claim; so is a queued run with no other before it in its session that has not ended.
 * Only the executing attempt of a running run may write, also when its lease is over and nobody has claimed it yet; what
 * an earlier attempt or the executor of an ended run says stores nothing. The attempt alone tells the executor: no two
 * replicas are given the same one. The text of a run is kept when somebody follows it, in a log that may be lost when the
 * store itself crashes; such a loss is noticed, never mistaken for silence. When a run ends other than by its executor's
 * word, the text logged until then is stored as its partial answer, with the
 * citations logged with it, in the same step, so that a piece which was accepted
 * by {@link #append} stands in the answer; only white space is no answer and is dropped. Such a run has no receipt. Each
 * method is one transaction. Every method may throw {@link StoreFault}.
 *
 * <p>
 * What these methods and those of {@code SessionStore} do to one run is decided by {@link RunState#step}.
 */
public interface RunStore {

    /** How often a run that nobody was shown any text of is executed at the most. */
    int MAX_ATTEMPTS = 3;

    /** The error of a run whose executor was lost. */
    String ORPHANED = "orphaned";

    /** Returns the run, if this owner has it. */
    Optional<Run> findRun(Owner owner, RunId run);

    /**
     * Tells where runs stand. What belongs to another owner, or does not exist, is left out.
     *
     * @param watches at most one for each run
     */
    List<RunProgress> read(List<RunWatch> watches);

    /**
     * Marks the run as followed, so that its executor logs its text, and begins its log; tells where it stands, without
     * text. Repeating it changes nothing, neither does following an ended run. Empty if this owner has no such run.
     */
    Optional<RunProgress> follow(Owner owner, RunId run);

    /**
     * Asks for the end of a run and tells where it stands then, with its shown text from the beginning. A queued run and an
     * orphan end at once as cancelled, the orphan with its shown text; a running one is cancelled by its executor when it
     * hears of it. Repeating it changes nothing; neither does asking for the end of an ended run. Empty if this owner has no
     * such run.
     */
    Optional<RunProgress> cancel(Owner owner, RunId run);

    /**
     * Extends the leases of these executions, also of those that are over but were not claimed, and tells about each of
     * them. One that is missing from the answer is not this replica's any more.
     */
    List<Pulse> heartbeat(Hold hold, List<Execution> executions);

    /**
     * Gives up what is left of the leases of these executions, so that another replica may claim them at once; what is not
     * this replica's any more is left alone.
     */
    void release(Hold hold, List<Execution> executions);

    /**
     * Logs text, all pieces in one step. Pieces of one run follow each other: one that begins beyond 0 is taken when it
     * begins exactly where the log ends; one that begins at 0 takes the place of the whole log, unless it is not longer
     * than that: then it came late, and the log stays as it is. A run that is not followed takes text as well.
     *
     * @param pieces at most one for each run
     */
    TextLogging append(Hold hold, List<TextPiece> pieces);

    /**
     * Takes over orphans. Of those whose end was asked for, that showed text or have been executed {@value #MAX_ATTEMPTS}
     * times, each is ended: cancelled, incomplete with the shown text, or failed, also when the text it showed is lost;
     * the error's code is {@value #ORPHANED}. The others are given to this replica under a new attempt, and so are queued
     * runs whose turn has come, also when it comes by this call; these begin with the attempt they were stored with. Of a
     * run that is given out nothing was shown, so that a log that it has is empty.
     *
     * @param limit how many to be given at the most, at least 1; those that are ended do not count
     * @return what is to be executed now; empty only when there is nothing left to claim
     */
    List<Claim> claim(Hold hold, int limit);
}
