package dev.confab.domain.run;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import java.util.Objects;

/**
 * What somebody wants to know of a run.
 *
 * @param owner whose run it has to be
 * @param after the position in the answer after which its text is wanted, in UTF-16 code units, not negative
 */
public record RunWatch(Owner owner, RunId run, int after) {

    public RunWatch {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(run, "run");
        if (after < 0) {
            throw new IllegalArgumentException("positions are not negative");
        }
    }
}
