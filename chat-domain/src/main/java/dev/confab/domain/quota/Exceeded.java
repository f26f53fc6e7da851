package dev.confab.domain.quota;

import java.time.Duration;
import java.util.Objects;

/**
 * Why something is refused.
 *
 * @param limit      the limit that is reached
 * @param retryAfter how long it makes no sense to try again
 */
public record Exceeded(Limit limit, Duration retryAfter) {

    public Exceeded {
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(retryAfter, "retryAfter");
    }
}
