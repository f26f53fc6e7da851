package dev.confab.rest.config;

import io.micronaut.context.exceptions.ConfigurationException;
import java.time.Duration;
import java.util.Optional;

/** How long what nobody touches is kept. */
public final class RetentionKeys {

    private static final int MOST_DAYS = 36_500;

    private RetentionKeys() {}

    /**
     * Returns for how long sessions and documents are kept; empty when it is for ever.
     *
     * @throws ConfigurationException if it is no number of days
     */
    public static Optional<Duration> from(Keys keys) {
        int days = keys.number("RETENTION_DAYS", 0, 1, MOST_DAYS);
        return days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days));
    }
}
