package dev.confab.domain.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of what is held back, and what things cost. */
class HeldTest {

    private static final Instant BEGIN = Instant.parse("2026-11-30T23:59:00Z");
    private static final Amount MOST = new Amount(100, 200);
    private static final Price PRICE = new Price(150_000, 600_000);
    private static final RunId RUN = new RunId(new UUID(1, 2));

    private static Held held(boolean stored) {
        return new Held(new Reservation(RUN, stored, Optional.empty(), Optional.empty(), MOST, PRICE), BEGIN);
    }

    private static Optional<Run> run(RunStatus status, boolean answered, Optional<Usage> told) {
        return Optional.of(new Run(RUN, new SessionId(new UUID(3, 4)), status, 1, 1,
                answered ? Optional.of(2L) : Optional.empty(), Optional.empty(), Optional.empty(),
                told.map(HeldTest::receipt), BEGIN,
                status.isTerminal() ? Optional.of(BEGIN.plusSeconds(10)) : Optional.empty()));
    }

    private static Receipt receipt(Usage used) {
        return new Receipt("openai", "m", Optional.empty(), List.of(1L), 0, List.of(), 0, false, false, false, 1,
                Duration.ZERO, Optional.empty(), Duration.ZERO, Optional.of(used), false);
    }

    private static Instant after(Duration time) {
        return BEGIN.plus(time);
    }

    @ParameterizedTest
    @EnumSource
    void due_ofARunWithAReceipt_isWhatThatTells_unlessItFailed(RunStatus status) {
        Optional<Run> run = run(status, true, Optional.of(new Usage(1_000_000, 1)));

        Optional<Amount> due = held(true).due(run, after(Duration.ofSeconds(11)));

        assertEquals(!status.isTerminal(), held(true).isLive(run, after(Duration.ofDays(9))));
        assertEquals(switch (status) {
            case QUEUED, RUNNING -> Optional.empty();
            case FAILED -> Optional.of(Amount.NONE);
            // Six tenths of a millionth are one.
            case COMPLETED, INCOMPLETE, CANCELLED -> Optional.of(new Amount(1_000_001, 150_001));
        }, due);
    }

    @Test
    void due_ofARunWithoutAReceipt_waitsAMinute_andIsThenAllOrNothing() {
        for (boolean answered : new boolean[] { true, false }) {
            Optional<Run> run = run(RunStatus.CANCELLED, answered, Optional.empty());
            assertFalse(held(true).isLive(run, BEGIN));
            assertEquals(Optional.empty(), held(true).due(run, after(Duration.ofSeconds(70))));
            assertEquals(Optional.of(answered ? MOST : Amount.NONE),
                    held(true).due(run, after(Duration.ofSeconds(71))));
        }
    }

    @Test
    void due_ofNoRun_isNothingAfterAMinute_andAllAfterHalfAnHourIfItIsNeverStored() {
        Instant minute = after(Duration.ofMinutes(1));
        assertTrue(held(true).isLive(Optional.empty(), minute));
        assertEquals(Optional.empty(), held(true).due(Optional.empty(), minute));
        assertFalse(held(true).isLive(Optional.empty(), minute.plusMillis(1)));
        assertEquals(Optional.of(Amount.NONE), held(true).due(Optional.empty(), minute.plusMillis(1)));
        Instant half = after(Duration.ofMinutes(30));
        assertTrue(held(false).isLive(Optional.empty(), half));
        assertEquals(Optional.empty(), held(false).due(Optional.empty(), half));
        assertEquals(Optional.of(MOST), held(false).due(Optional.empty(), half.plusMillis(1)));
    }

    @Test
    void price_ofAModelThatIsNotListed_isTheDearest() {
        PriceList prices = new PriceList(Map.of("small", PRICE, "odd", new Price(900_000, 1)));

        assertEquals(PRICE, prices.of("small"));
        assertEquals(new Price(900_000, 600_000), prices.of("other"));
        assertEquals(Price.FREE, PriceList.NONE.of("other"));
        assertEquals(new Amount(4_000_000_000L, 40_000_000_000_000L), new Price(Price.MOST, Price.MOST)
                .of(new Usage(2_000_000_000, 2_000_000_000)));
        assertThrows(IllegalArgumentException.class, () -> new Price(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Price(0, Price.MOST + 1));
        assertThrows(IllegalArgumentException.class, () -> new Amount(0, -1));
    }
}
