package dev.confab.application.background;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What is done in the background, beside forgetting once a day what nobody needs any more: marks of deletions, and what users
 * used long ago.
 *
 * @param titles    whether sessions get titles by themselves
 * @param summaries whether what falls out of a session's window is summarised, and summaries are used
 * @param retention for how long what nobody touches is kept, positive; empty for ever
 */
public record BackgroundSettings(boolean titles, boolean summaries, Optional<Duration> retention) {

    /** Nothing beside that. */
    public static final BackgroundSettings NONE = new BackgroundSettings(false, false, Optional.empty());

    public BackgroundSettings {
        Objects.requireNonNull(retention, "retention");
        if (retention.filter(age -> !age.isPositive()).isPresent()) {
            throw new IllegalArgumentException("an age is positive");
        }
    }
}
