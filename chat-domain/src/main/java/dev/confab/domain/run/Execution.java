package dev.confab.domain.run;

import dev.confab.domain.RunId;
import java.util.Objects;

/**
 * One try at a run. Whoever executes it names it in everything it stores: a later attempt makes the earlier one's words
 * count for nothing.
 *
 * @param attempt from 1
 */
public record Execution(RunId run, int attempt) {

    public Execution {
        Objects.requireNonNull(run, "run");
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1");
        }
    }
}
