package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.LlmFault.Phase;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private static final Duration PLENTY = Duration.ofMinutes(5);
    private final LlmFault busy = new LlmFault.Unavailable("busy", Optional.empty(), null);

    private final RetryPolicy policy = RetryPolicy.standard();

    @Test
    void pause_isSpreadOverItsWholeBound() {
        LongSummaryStatistics first = pauses(1);
        LongSummaryStatistics second = pauses(2);

        assertTrue(first.getMin() < 50 && first.getMax() > 450 && first.getMax() < 500, first::toString);
        assertTrue(second.getMin() < 100 && second.getMax() > 900 && second.getMax() < 1_000, second::toString);
    }

    @Test
    void pause_afterTheLastAttempt_isNone() {
        assertEquals(Optional.empty(), policy.pause(3, busy, PLENTY));
    }

    @Test
    void pause_afterAFaultThatStays_isNone() {
        assertEquals(Optional.empty(), policy.pause(1, new LlmFault.Misconfigured("key", null), PLENTY));
        assertEquals(Optional.empty(), policy.pause(1, new LlmFault.Refused("policy", null), PLENTY));
        assertEquals(Optional.empty(), policy.pause(1, new LlmFault.ContextTooLong("long", null), PLENTY));
        assertEquals(Optional.empty(),
                policy.pause(1, new LlmFault.TimedOut(Phase.TOTAL, PLENTY, null), PLENTY));
    }

    @Test
    void pause_thatTheProviderAsksFor_isTakenUpToItsLimits() {
        assertEquals(Optional.of(Duration.ofSeconds(30)), policy.pause(1, asking(30), PLENTY));
        assertEquals(Optional.empty(), policy.pause(1, asking(31), PLENTY));
        assertEquals(Optional.empty(), policy.pause(1, asking(20), Duration.ofSeconds(20)));
        assertEquals(Optional.of(Duration.ofSeconds(20)), policy.pause(1, asking(20), Duration.ofSeconds(21)));
    }

    private static LlmFault asking(int seconds) {
        return new LlmFault.RateLimited("slow down", Optional.of(Duration.ofSeconds(seconds)), null);
    }

    private LongSummaryStatistics pauses(int failed) {
        return IntStream.range(0, 1_000)
                .mapToLong(i -> policy.pause(failed, busy, PLENTY).orElseThrow().toMillis())
                .summaryStatistics();
    }
}
