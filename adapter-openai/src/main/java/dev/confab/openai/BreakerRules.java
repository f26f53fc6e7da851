package dev.confab.openai;

import java.time.Duration;

/**
 * When a {@link Breaker} opens and closes.
 *
 * @param window        how far back attempts count
 * @param mostAttempts  how many of them count, the last ones: under load an outage shows within so many, whatever went well
 *                      before it
 * @param leastAttempts with fewer of them it does not open
 * @param failureRate   the share of failed ones, above 0 and at most 1, from which on it opens
 * @param pause         how long it stays open
 * @param trials        how many attempts it lets through then; the majority decides
 * @param trialWait     what those are told to wait who come while the trials run
 */
record BreakerRules(Duration window, int mostAttempts, int leastAttempts, double failureRate, Duration pause,
        int trials,
        Duration trialWait) {

    /** @throws IllegalArgumentException if a value is out of its limits */
    BreakerRules {
        if (!window.isPositive() || !pause.isPositive() || !trialWait.isPositive()) {
            throw new IllegalArgumentException("the times of a breaker are positive");
        }
        if (leastAttempts < 1 || leastAttempts > mostAttempts || trials < 1 || trials % 2 == 0
                || !(failureRate > 0 && failureRate <= 1)) {
            throw new IllegalArgumentException(
                    "from one attempt on, an odd number of trials, a rate above 0 and at most 1");
        }
    }

    /** Half of the last 100 attempts within 30 s, if there were 10; open for 10 s; then 3 trials, others come again after 1 s. */
    static BreakerRules standard() {
        return new BreakerRules(Duration.ofSeconds(30), 100, 10, 0.5, Duration.ofSeconds(10), 3, Duration.ofSeconds(1));
    }
}
