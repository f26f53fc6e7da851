package dev.confab.application.run;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import java.util.Optional;

/** Watches a run, wherever it is executed: while it lives and also long after it ended. */
public interface WatchRun {

    /**
     * Tells the listener the text of the answer after a position, and then how the run ended. What is there already is
     * told before this returns, by the calling thread. Watching from the position that a broken watch had reached tells
     * exactly the rest. Nobody's watch slows the run or ends it.
     *
     * @param after the position in the answer to go on from, in UTF-16 code units; 0 for all of it
     * @return empty if this owner has no such run
     * @throws StoreFault if the store fails
     */
    Optional<Watch> watch(Owner owner, RunId run, int after, RunListener listener);
}
