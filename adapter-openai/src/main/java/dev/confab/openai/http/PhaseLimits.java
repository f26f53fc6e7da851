package dev.confab.openai.http;

import dev.confab.domain.fault.LlmFault.Phase;
import java.time.Duration;
import java.util.Objects;

/**
 * How long each phase of a model call may take; every limit is positive.
 *
 * @param connect    until there is a connection: name lookup, TCP, TLS, and the wait for a free place
 * @param headers    from then until the head of the answer is there
 * @param firstToken from then until the first token; what carries no token does not count
 * @param nextToken  between tokens, while the reader waits for one
 * @param total      for the whole call, with its retries and their pauses and with the reader's own time
 */
public record PhaseLimits(Duration connect, Duration headers, Duration firstToken, Duration nextToken,
        Duration total) {

    /** 3 s, 15 s, 30 s, 20 s and 300 s. */
    public static final PhaseLimits DEFAULT = new PhaseLimits(Duration.ofSeconds(3), Duration.ofSeconds(15),
            Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(300));

    /** @throws IllegalArgumentException if a limit is not positive or is longer than a day */
    public PhaseLimits {
        for (Duration limit : new Duration[] { connect, headers, firstToken, nextToken, total }) {
            Objects.requireNonNull(limit, "limit");
            if (limit.isNegative() || limit.isZero() || limit.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("a limit is positive and at most a day");
            }
        }
    }

    /** Returns the limit of a phase. */
    public Duration of(Phase phase) {
        return switch (phase) {
            case CONNECT -> connect;
            case HEADERS -> headers;
            case FIRST_TOKEN -> firstToken;
            case NEXT_TOKEN -> nextToken;
            case TOTAL -> total;
        };
    }
}
