package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.LlmFault.Phase;
import dev.confab.openai.Breaker.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BreakerTest {

    private final LlmFault away = new LlmFault.Unavailable("503", Optional.empty(), null);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    // The machine's clock may stand anywhere, also right before it turns negative.
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos());
    private final List<String> news = new ArrayList<>();
    private final Breaker breaker = breaker(BreakerRules.standard());

    private Breaker breaker(BreakerRules rules) {
        return new Breaker(rules, nanos::get, new Breaker.Listener() {
            @Override
            public void opened(int failed, int attempts, Duration wait) {
                news.add("opened by " + failed + " of " + attempts + " for " + wait);
            }

            @Override
            public void closed() {
                news.add("closed");
            }
        });
    }

    @Test
    void attempts_thatFailByTheMinimum_open() {
        fail(9);
        assertEquals(Optional.empty(), breaker.outage());
        fail(1);

        LlmFault.Unavailable fault = assertInstanceOf(LlmFault.Unavailable.class, breaker.outage().orElseThrow());
        assertEquals(Optional.of(Duration.ofSeconds(10)), fault.retryAfter());
        assertEquals("model_unavailable", fault.code());
        assertTrue(fault.retryable());
        assertEquals(List.of("opened by 10 of 10 for PT10S"), news);
    }

    @Test
    void attempts_ofWhichLessThanHalfFail_keepItClosed() {
        for (int i = 0; i < 100; i++) {
            succeed(2);
            fail(1);
        }

        assertEquals(Optional.empty(), breaker.outage());
        assertTrue(news.isEmpty());
    }

    @Test
    void attempts_ofWhichHalfFail_open() {
        succeed(12);
        fail(11);
        assertEquals(Optional.empty(), breaker.outage());
        fail(1);

        assertTrue(breaker.outage().isPresent());
    }

    @Test
    void failures_thatAreOld_doNotCount() {
        fail(9);
        pass(31_000);
        fail(9);
        assertEquals(Optional.empty(), breaker.outage());

        pass(20_000);
        fail(1);
        assertTrue(breaker.outage().isPresent());
    }

    @Test
    void successes_thatAreOld_doNotHideAnOutage() {
        succeed(99);
        pass(31_000);
        fail(10);

        assertTrue(breaker.outage().isPresent());
    }

    @Test
    void attempts_thatWentWellUnderLoad_doNotHideAnOutage() {
        succeed(100_000);
        fail(49);
        assertEquals(Optional.empty(), breaker.outage());
        fail(1);

        assertEquals(List.of("opened by 50 of 100 for PT10S"), news);
    }

    static Stream<LlmFault> otherFaults() {
        return Stream.of(new LlmFault.RateLimited("429", Optional.of(LIMIT), null), new LlmFault.Refused("r", null),
                new LlmFault.ContextTooLong("c", null), new LlmFault.Misconfigured("m", null),
                new LlmFault.TimedOut(Phase.NEXT_TOKEN, LIMIT, null), new LlmFault.TimedOut(Phase.TOTAL, LIMIT, null));
    }

    @ParameterizedTest
    @MethodSource("otherFaults")
    void faults_thatDoNotTellAbsence_neverCount(LlmFault fault) {
        for (int i = 0; i < 1_000; i++) {
            enter().failed(fault);
        }
        assertEquals(Optional.empty(), breaker.outage());
        // And they do not thin out those that do.
        fail(10);
        assertTrue(breaker.outage().isPresent());
    }

    static Stream<LlmFault> absences() {
        return Stream.of(new LlmFault.Unavailable("503", Optional.of(LIMIT), null),
                new LlmFault.ProtocolBroken("p", null),
                new LlmFault.TimedOut(Phase.CONNECT, LIMIT, null),
                new LlmFault.TimedOut(Phase.HEADERS, LIMIT, null),
                new LlmFault.TimedOut(Phase.FIRST_TOKEN, LIMIT, null));
    }

    @ParameterizedTest
    @MethodSource("absences")
    void faults_thatTellAbsence_count(LlmFault fault) {
        for (int i = 0; i < 10; i++) {
            enter().failed(fault);
        }

        assertTrue(breaker.outage().isPresent());
    }

    @Test
    void firstThingAnAttemptTells_isAllThatCounts() {
        for (int i = 0; i < 20; i++) {
            Permit permit = enter();
            permit.succeeded();
            permit.failed(away);
            permit.drop();
        }
        assertEquals(Optional.empty(), breaker.outage());
    }

    @Test
    void enter_whileOpen_isRefusedWithTheRestOfTheWait() {
        fail(10);
        pass(2_500);

        assertEquals(Optional.of(Duration.ofMillis(7_500)), refused().retryAfter());
        assertEquals(Optional.of(Duration.ofMillis(7_500)), breaker.outage().flatMap(LlmFault::retryAfter));
        nanos.addAndGet(1);
        assertEquals(Optional.of(Duration.ofMillis(7_500)), refused().retryAfter(), "rounded up");
    }

    @Test
    void wait_whenOver_letsAFewTrialsThrough() {
        fail(10);
        pass(10_000);

        assertEquals(Optional.empty(), breaker.outage());
        enter();
        enter();
        enter();
        assertEquals(Optional.of(Duration.ofSeconds(1)), refused().retryAfter());
        assertEquals(Optional.empty(), breaker.outage());
    }

    @Test
    void trials_thatSucceedByMajority_close() {
        fail(10);
        pass(10_000);
        fail(1);
        succeed(1);
        Permit last = enter();
        refused();
        last.succeeded();

        assertEquals(List.of("opened by 10 of 10 for PT10S", "closed"), news);
        fail(9);
        assertEquals(Optional.empty(), breaker.outage(), "it counts from nothing again");
        fail(1);
        assertTrue(breaker.outage().isPresent());
    }

    @Test
    void trials_thatFailByMajority_openForAnotherWait() {
        fail(10);
        pass(10_000);
        fail(2);

        assertEquals(Optional.of(Duration.ofSeconds(10)), refused().retryAfter());
        assertEquals("opened by 2 of 2 for PT10S", news.getLast());
        pass(10_000);
        succeed(2);
        assertEquals("closed", news.getLast());
    }

    @Test
    void trial_thatTellsNothing_makesPlaceForAnother() {
        fail(10);
        pass(10_000);
        for (int i = 0; i < 50; i++) {
            enter().drop();
            enter().failed(new LlmFault.Refused("r", null));
        }
        enter();
        enter();
        enter();
        refused();
    }

    @Test
    void attempts_begunBeforeAChange_tellNothingAfterIt() {
        List<Permit> begunClosed = begin(40);
        fail(10);
        assertEquals(1, news.size());
        begunClosed.subList(0, 10).forEach(permit -> permit.failed(away));
        begunClosed.subList(10, 20).forEach(Permit::succeeded);
        assertEquals(Optional.of(Duration.ofSeconds(10)), breaker.outage().flatMap(LlmFault::retryAfter));

        pass(10_000);
        List<Permit> trials = begin(3);
        begunClosed.subList(20, 25).forEach(permit -> permit.failed(away));
        begunClosed.subList(25, 30).forEach(Permit::succeeded);
        begunClosed.subList(30, 40).forEach(Permit::drop);
        refused();
        assertEquals(1, news.size());

        trials.subList(0, 2).forEach(Permit::succeeded);
        assertEquals(2, news.size());
        trials.getLast().failed(away);
        fail(9);
        assertFalse(breaker.outage().isPresent(), "the last trial's failure came too late to count");
    }

    @Test
    void attempts_ofManyThreads_areAllCounted() throws Exception {
        Breaker wide = breaker(new BreakerRules(LIMIT, 10_000, 10, 0.5, Duration.ofSeconds(10), 3, LIMIT));
        var attempts = new ArrayList<Callable<Permit>>();
        for (int i = 0; i < 5_000; i++) {
            boolean well = i % 3 != 0;
            attempts.add(() -> {
                Permit permit = assertInstanceOf(Permit.class, wide.enter());
                if (well) {
                    permit.succeeded();
                } else {
                    permit.drop();
                }
                return permit;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Permit> attempt : threads.invokeAll(attempts)) {
                attempt.get();
            }
        }
        for (int i = 0; i < 3_332; i++) {
            assertInstanceOf(Permit.class, wide.enter()).failed(away);
        }
        assertTrue(news.isEmpty());
        assertInstanceOf(Permit.class, wide.enter()).failed(away);
        assertEquals(List.of("opened by 3333 of 6666 for PT10S"), news);
    }

    @ParameterizedTest
    @ValueSource(doubles = { 0, -1, 1.01, Double.NaN })
    void rules_withARateThatIsNone_areRefused(double rate) {
        assertThrows(IllegalArgumentException.class, () -> new BreakerRules(LIMIT, 1, 1, rate, LIMIT, 1, LIMIT));
    }

    private List<Permit> begin(int times) {
        return Stream.generate(this::enter).limit(times).toList();
    }

    private Permit enter() {
        return assertInstanceOf(Permit.class, breaker.enter());
    }

    private LlmFault refused() {
        return assertInstanceOf(Breaker.Refused.class, breaker.enter()).fault();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            enter().failed(away);
        }
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            enter().succeeded();
        }
    }

    private void pass(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }
}
