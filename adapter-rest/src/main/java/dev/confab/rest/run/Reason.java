package dev.confab.rest.run;

import dev.confab.domain.run.RunError;
import io.micronaut.serde.annotation.Serdeable;

/** Why an answer is not whole, or not there. */
@Serdeable.Serializable
public record Reason(String code, String detail) {

    /** Returns a run's error as clients read it. */
    public static Reason of(RunError error) {
        return new Reason(error.code(), error.detail());
    }
}
