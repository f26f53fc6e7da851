package dev.confab.domain.quota;

import java.util.Objects;
import java.util.Optional;

/**
 * What came of a request.
 *
 * @param refused  why it is not to be served; it does not count then
 * @param standing how much is used, this request included if it counts
 */
public record Admission(Optional<Exceeded> refused, Standing standing) {

    public Admission {
        Objects.requireNonNull(refused, "refused");
        Objects.requireNonNull(standing, "standing");
    }
}
