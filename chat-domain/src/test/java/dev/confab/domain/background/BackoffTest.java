package dev.confab.domain.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.fault.LlmFault;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(1), 6);

    private static Optional<Duration> pause(int failures, Duration asked) {
        return BACKOFF.pause(failures, Optional.of(new LlmFault.RateLimited("slow down", Optional.of(asked), null)));
    }

    @Test
    void pause_afterEachFailure_isTwiceAsLong_untilTheLongest_andThenThereIsNone() {
        assertEquals(
                "[Optional[PT10S], Optional[PT20S], Optional[PT40S], Optional[PT1M], Optional[PT1M], Optional.empty]",
                IntStream.rangeClosed(1, 6)
                        .mapToObj(failures -> BACKOFF.pause(failures, Optional.of(new IllegalStateException())))
                        .toList()
                        .toString());
    }

    @Test
    void pause_whenTheProviderAsksForMore_isThat_butNoMoreThanTheLongest() {
        assertEquals(Optional.of(Duration.ofSeconds(25)), pause(1, Duration.ofSeconds(25)));
        assertEquals(Optional.of(Duration.ofSeconds(20)), pause(2, Duration.ofSeconds(3)));
        assertEquals(Optional.of(Duration.ofMinutes(1)), pause(1, Duration.ofHours(1)));
    }

    @Test
    void after_tellsTheLastTry() {
        assertEquals(new Attempt(1, false), BACKOFF.after(0));
        assertFalse(BACKOFF.after(4).last());
        assertTrue(BACKOFF.after(5).last());
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), 1));
        assertThrows(IllegalArgumentException.class,
                () -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), 1));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ofSeconds(2), Duration.ofHours(1), 0));
    }
}
