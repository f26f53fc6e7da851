package dev.confab.rest.config;

import dev.confab.application.account.EraseAccount;
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

    /**
     * Returns for how long devices are told what was deleted.
     *
     * @throws ConfigurationException if it is no number of days
     */
    public static Duration deletions(Keys keys) {
        return Duration.ofDays(
                keys.number("DELETIONS_KEPT_DAYS", (int) EraseAccount.DELETIONS_KEPT.toDays(), 1, MOST_DAYS));
    }
}
