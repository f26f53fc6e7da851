package dev.confab.domain.background;

import dev.confab.domain.fault.LlmFault;
import java.time.Duration;
import java.util.Optional;

/**
 * When work that failed is tried again: after a pause that doubles with each failure, and never sooner than a provider asks
 * for. There is no chance in it: few tries are made at once anyway, however many wait.
 *
 * @param first   the pause after the first failure, positive
 * @param longest the longest pause, at least the first one; a provider's wish counts no more than this
 * @param tries   how often it is tried at the most, at least 1
 */
public record Backoff(Duration first, Duration longest, int tries) {

    /** Some minutes altogether: longer than a provider is usually away. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(10), 7);

    public Backoff {
        if (!first.isPositive() || longest.compareTo(first) < 0 || tries < 1) {
            throw new IllegalArgumentException(
                    "pauses are positive, the longest one is the longest, and one try is made");
        }
    }

    /** Returns the try after so many failures. */
    public Attempt after(int failures) {
        return new Attempt(failures + 1, failures + 1 >= tries);
    }

    /**
     * Returns how long to wait after a failure.
     *
     * @param failures how many there were with this one, from 1
     * @return empty when that was the last try
     */
    public Optional<Duration> pause(int failures, Optional<Throwable> cause) {
        if (failures >= tries) {
            return Optional.empty();
        }
        Duration pause = first;
        for (int failure = 1; failure < failures && pause.compareTo(longest) < 0; failure++) {
            pause = pause.multipliedBy(2);
        }
        Duration asked = cause.filter(LlmFault.class::isInstance)
                .map(LlmFault.class::cast)
                .flatMap(LlmFault::retryAfter)
                .orElse(Duration.ZERO);
        Duration longer = asked.compareTo(pause) > 0 ? asked : pause;
        return Optional.of(longer.compareTo(longest) > 0 ? longest : longer);
    }
}
