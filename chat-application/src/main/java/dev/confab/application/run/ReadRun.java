package dev.confab.application.run;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunProgress;
import java.util.Optional;

/** Reads where a run stands, with its receipt when it has one. */
public interface ReadRun {

    /**
     * Returns the run with the text that somebody was shown so far, or with its answer when it has ended. Whoever asks for
     * a run that nobody executes any more causes it to be taken over, soon after.
     *
     * @return empty if this owner has no such run
     * @throws StoreFault if the store fails
     */
    Optional<RunProgress> read(Owner owner, RunId run);

    /**
     * Returns the run without any text, and takes nothing over.
     *
     * @return empty if this owner has no such run
     * @throws StoreFault if the store fails
     */
    Optional<Run> find(Owner owner, RunId run);
}
