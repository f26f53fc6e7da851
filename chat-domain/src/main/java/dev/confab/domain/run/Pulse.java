package dev.confab.domain.run;

import dev.confab.domain.RunId;
import java.util.Objects;

/**
 * What the store tells an executor about one of its runs.
 *
 * @param cancelAsked whether somebody asked for its end
 * @param followed    whether somebody follows its text, here or elsewhere
 */
public record Pulse(RunId run, boolean cancelAsked, boolean followed) {

    public Pulse {
        Objects.requireNonNull(run, "run");
    }
}
