package dev.confab.domain.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final Instant EVENING = Instant.parse("2026-02-28T18:00:00Z");
    private static final Amount WANTED = new Amount(10, 20);

    private static Standing used(Amount today, Amount held, long month, long heldMonth) {
        return new Standing(EVENING, 3, Duration.ofSeconds(40), 2, today, held, month, heldMonth);
    }

    private static Optional<Exceeded> ofRun(Limit limit, long most, Standing standing) {
        return Limits.of(Map.of(limit, most)).ofRun(standing, WANTED);
    }

    @Test
    void limits_tellWhatThereIs() {
        Limits limits = Limits.of(Map.of(Limit.SPEND_PER_DAY, 9L, Limit.LIVE_RUNS, 3L));

        assertEquals(List.of(Limit.LIVE_RUNS, Limit.SPEND_PER_DAY), limits.all());
        assertEquals(OptionalLong.of(9), limits.most(Limit.SPEND_PER_DAY));
        assertEquals(OptionalLong.empty(), limits.most(Limit.TOKENS_PER_DAY));
        assertTrue(limits.countsTokens());
        assertEquals(List.of(Limit.SPEND_PER_DAY), limits.forLiveRun().all());
        assertTrue(Limits.NONE.isNone());
        assertFalse(Limits.of(Map.of(Limit.LIVE_RUNS, 1L)).countsTokens());
        assertTrue(Limits.of(Map.of(Limit.LIVE_RUNS, 1L)).holdsBack());
        assertFalse(Limits.of(Map.of(Limit.REQUESTS_PER_MINUTE, 1L)).holdsBack());
        assertThrows(IllegalArgumentException.class, () -> Limits.of(Map.of(Limit.LIVE_RUNS, 0L)));
        assertThrows(IllegalArgumentException.class, () -> Limits.of(Map.of(Limit.LIVE_RUNS, Limits.MOST + 1)));
    }

    @Test
    void request_isRefusedWhenAsManyCount() {
        Standing three = used(Amount.NONE, Amount.NONE, 0, 0);

        assertEquals(Optional.empty(), Limits.of(Map.of(Limit.REQUESTS_PER_MINUTE, 4L)).ofRequest(three));
        assertEquals(Optional.of(new Exceeded(Limit.REQUESTS_PER_MINUTE, Duration.ofSeconds(40))),
                Limits.of(Map.of(Limit.REQUESTS_PER_MINUTE, 3L)).ofRequest(three));
        assertEquals(Optional.empty(), Limits.of(Map.of(Limit.LIVE_RUNS, 1L)).ofRequest(three));
    }

    @Test
    void run_isRefusedWhenAsManyLive() {
        Standing two = used(Amount.NONE, Amount.NONE, 0, 0);

        assertEquals(Optional.empty(), ofRun(Limit.LIVE_RUNS, 3, two));
        assertEquals(Optional.of(new Exceeded(Limit.LIVE_RUNS, Limits.UNTIL_A_RUN_ENDS)),
                ofRun(Limit.LIVE_RUNS, 2, two));
    }

    @Test
    void run_thatWouldUseMoreThanIsLeft_isRefusedUntilThereIsMore() {
        Standing standing = used(new Amount(50, 60), Amount.NONE, 600, 0);

        assertEquals(Optional.empty(), ofRun(Limit.TOKENS_PER_DAY, 60, standing));
        assertEquals(Optional.of(new Exceeded(Limit.TOKENS_PER_DAY, Duration.ofHours(6))),
                ofRun(Limit.TOKENS_PER_DAY, 59, standing));
        assertEquals(Optional.empty(), ofRun(Limit.SPEND_PER_DAY, 80, standing));
        assertEquals(Optional.of(new Exceeded(Limit.SPEND_PER_DAY, Duration.ofHours(6))),
                ofRun(Limit.SPEND_PER_DAY, 79, standing));
        assertEquals(Optional.empty(), ofRun(Limit.SPEND_PER_MONTH, 620, standing));
        assertEquals(Optional.of(new Exceeded(Limit.SPEND_PER_MONTH, Duration.ofHours(6))),
                ofRun(Limit.SPEND_PER_MONTH, 619, standing));
    }

    @Test
    void run_thatOnlyOthersStandInTheWayOf_isWorthTryingSoon() {
        Standing standing = used(new Amount(50, 60), new Amount(9, 8), 600, 8);

        for (Map.Entry<Limit, Long> each : Map.of(Limit.TOKENS_PER_DAY, 68L, Limit.SPEND_PER_DAY, 87L,
                Limit.SPEND_PER_MONTH, 627L).entrySet()) {
            assertEquals(Optional.of(new Exceeded(each.getKey(), Limits.UNTIL_A_RUN_ENDS)),
                    ofRun(each.getKey(), each.getValue(), standing));
            assertEquals(Optional.empty(), ofRun(each.getKey(), each.getValue() + 1, standing));
        }
    }

    @Test
    void run_beyondSeveralLimits_isToldTheOneThatTakesLongest() {
        Standing standing = new Standing(Instant.parse("2026-12-01T23:59:00Z"), 0, Duration.ZERO, 0,
                new Amount(50, 60), Amount.NONE, 600, 0);

        assertEquals(new Exceeded(Limit.SPEND_PER_MONTH, Duration.ofDays(30).plusMinutes(1)),
                Limits.of(Map.of(Limit.TOKENS_PER_DAY, 1L, Limit.SPEND_PER_MONTH, 1L))
                        .ofRun(standing, WANTED)
                        .orElseThrow());
    }
}
