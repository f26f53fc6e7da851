package dev.confab.domain.run;

import java.time.Instant;

/** Decides what a command does to a run; {@link RunState#step} are the rules that stores keep. */
@FunctionalInterface
public interface RunRules {

    /** Returns what comes of saying the command to a run in this state. The same question has the same answer. */
    RunStep step(RunState state, RunCommand command, Instant now);
}
