package dev.confab.openai;

import dev.confab.domain.fault.LlmFault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Whether and after which pause a call that failed before any text came is made again: full jitter under a bound that
 * doubles, or what the provider asks for.
 *
 * @param retries     how often at most
 * @param firstBound  the bound of the first pause
 * @param lastBound   what the bound does not exceed
 * @param patience    the longest pause that a provider may ask for
 * @param random      where the jitter comes from
 */
record RetryPolicy(int retries, Duration firstBound, Duration lastBound, Duration patience, RandomGenerator random) {

    /** Twice at most, within half a second and a second; a provider is waited for up to 30 s. */
    static RetryPolicy standard() {
        return new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(8), Duration.ofSeconds(30),
                () -> ThreadLocalRandom.current().nextLong());
    }

    /**
     * Returns the pause before the next attempt, empty if there is to be none.
     *
     * @param failed how many attempts have failed
     * @param left   how much of the call's total time is left
     */
    Optional<Duration> pause(int failed, LlmFault fault, Duration left) {
        if (failed > retries || !fault.retryable()) {
            return Optional.empty();
        }
        Duration pause = fault.retryAfter().orElseGet(() -> jitter(failed));
        return pause.compareTo(patience) > 0 || pause.compareTo(left) >= 0 ? Optional.empty() : Optional.of(pause);
    }

    private Duration jitter(int failed) {
        Duration bound = firstBound.multipliedBy(1L << (failed - 1));
        return Duration
                .ofNanos((long) (random.nextDouble() * (bound.compareTo(lastBound) < 0 ? bound : lastBound).toNanos()));
    }
}
