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
 * <em>orphan</em> and anybody's to claim. Only the executing attempt of a running run may write; what an earlier attempt
 * or the executor of an ended run says stores nothing. The text of a run is kept when somebody follows it, in a log that
 * may be lost when the store itself crashes; such a loss is noticed, never mistaken for silence. When a run ends other
 * than by its executor's word, the text logged until then is stored as its partial answer in the same step, so that a
 * piece which was accepted by {@link #append} stands in the answer. Each method is one transaction. Every method may
 * throw {@link StoreFault}.
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
     * Marks the run as followed, so that its executor logs its text; tells where it stands, without text. Empty if this
     * owner has no such run. Says nothing to an ended run.
     */
    Optional<RunProgress> follow(Owner owner, RunId run);

    /**
     * Asks for the end of a run and tells where it stands then, with its shown text. A queued run and an orphan end at
     * once as cancelled; a running one is cancelled by its executor when it hears of it. Repeating it changes nothing;
     * neither does asking for the end of an ended run. Empty if this owner has no such run.
     */
    Optional<RunProgress> cancel(Owner owner, RunId run);

    /**
     * Extends the leases of these executions and tells about each of them. One that is missing from the answer is not
     * this replica's any more.
     */
    List<Pulse> heartbeat(Hold hold, List<Execution> executions);

    /**
     * Gives up what is left of the leases of these executions, so that another replica may claim them at once; what is not
     * this replica's any more is left alone.
     */
    void release(Hold hold, List<Execution> executions);

    /**
     * Logs text, all pieces in one step. Pieces of one run follow each other.
     *
     * @param pieces at most one for each run
     */
    TextLogging append(Hold hold, List<TextPiece> pieces);

    /**
     * Takes over orphans. Of those whose end was asked for, that showed text or have been executed {@value #MAX_ATTEMPTS}
     * times, each is ended: cancelled, incomplete with the shown text, or failed, also when the text it showed is lost;
     * the error's code is {@value #ORPHANED}. The others, and queued runs whose turn has come, are given to this replica
     * under a new attempt.
     *
     * @param limit how many to take at the most, at least 1
     * @return what is to be executed now; empty when there is nothing left to claim
     */
    List<Claim> claim(Hold hold, int limit);
}
