package dev.confab.application.run;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.RunProgress;
import java.util.Optional;

/** Asks for the end of a run. */
public interface CancelRun {

    /**
     * Asks for the end of a run, wherever it is executed, and waits a moment for it: its call of the model is cut within a
     * second, also before the first token; what came of the answer is kept. Repeating it changes nothing; asking for the
     * end of an ended run tells how it ended. Blocks for two seconds at the most.
     *
     * @return where the run stands then, ended in nearly every case; empty if this owner has no such run
     * @throws StoreFault if the store fails
     */
    Optional<RunProgress> cancel(Owner owner, RunId run);
}
