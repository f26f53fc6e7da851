package dev.confab.domain.run;

import java.util.Objects;

/**
 * What came of saying something to a run.
 *
 * @param state  the run afterwards; the same as before unless the effect is a change
 * @param effect what was done
 */
public record RunStep(RunState state, RunEffect effect) {

    public RunStep {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(effect, "effect");
    }
}
