package dev.confab.domain.background;

import dev.confab.domain.Owner;
import dev.confab.domain.account.OwnedData;
import dev.confab.domain.fault.StoreFault;
import java.time.Duration;

/**
 * Keeps work that nobody waits for until it is done, and has it done: by one process at a time, whichever of those over the
 * same place, and again after a pause when it fails. A process that is lost in the middle of it counts as a failure. What
 * failed too often is dropped. It may be done twice, when a process is not lost but only slow: work has to bear that.
 *
 * <p>
 * While nothing is waiting, the place is asked nothing, and there is no thread. Of sessions it keeps nothing but whose they
 * are and which. Safe for use by several threads at once.
 */
public interface BackgroundWork extends OwnedData {

    /** How often what is old is forgotten. */
    Duration DAILY = Duration.ofDays(1);

    /** Names who does the work of this process; to be called once, before all other methods. Asks the place nothing. */
    void begin(Worker worker);

    /**
     * Has something done soon. When the same is waiting already, or is being done, this changes nothing.
     *
     * @throws StoreFault if it cannot be kept
     */
    void schedule(Owner owner, SessionTask task);

    /**
     * Looks, in the background, for work that was left behind; to be called once when a process starts. Does not block.
     *
     * @param forgetting whether what is old is forgotten {@linkplain #DAILY daily} from now on; at once, when that is overdue
     */
    void recover(boolean forgetting);

    /**
     * Is told that this process has something to do anyway, and looks now and then, for some minutes, for work that others left
     * behind. Does not block.
     */
    void stirred();

    /** From now on nothing is begun. Does not block. */
    void beginStopping();

    /** Waits until what was begun is over, no longer than the patience; what is not is left to others. */
    void end(Duration patience);
}
