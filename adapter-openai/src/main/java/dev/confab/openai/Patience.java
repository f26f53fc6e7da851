package dev.confab.openai;

import dev.confab.openai.http.PhaseLimits;
import java.time.Duration;

/**
 * How long and how often a call is tried whose answer comes in one piece.
 *
 * @param retries at most so many attempts after the first one, with full jitter between them
 * @param answer  how long an attempt waits for the head of the answer, and then for the rest of it; positive
 * @param total   for the call with all its attempts and pauses, those included that a provider asks for; positive
 */
public record Patience(int retries, Duration answer, Duration total) {

    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** @throws IllegalArgumentException if a time is not positive, or the number negative */
    public Patience {
        if (retries < 0 || !answer.isPositive() || !total.isPositive()) {
            throw new IllegalArgumentException("times are positive, and there are no fewer retries than none");
        }
    }

    /** Returns the same with no more time in all than this, which is positive. */
    public Patience within(Duration left) {
        return left.compareTo(total) < 0 ? new Patience(retries, answer, left) : this;
    }

    PhaseLimits limits() {
        return new PhaseLimits(CONNECT.compareTo(answer) < 0 ? CONNECT : answer, answer, answer, answer, total);
    }
}
