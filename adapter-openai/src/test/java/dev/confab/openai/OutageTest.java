package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.LlmFault.Phase;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.openai.provider.Behaviours;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider that fails too often is left alone, and used again when it is back. */
@Timeout(30)
class OutageTest {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private final GatewayFixture fixture = new GatewayFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Three calls of three attempts each, and the first attempt of a fourth. */
    private void loseTheProvider() {
        fixture.provider.always(Behaviours.error(503, ""));
        for (int i = 0; i < 4; i++) {
            failure(fixture.ask());
        }
        assertEquals(10, fixture.provider.served());
    }

    @Test
    void call_thatOpensTheBreaker_endsWithWhatItSawAndWithoutARetry() {
        fixture.provider.always(Behaviours.error(503, ""));
        fixture.ask();
        fixture.ask();
        fixture.ask();
        assertEquals(Optional.empty(), fixture.gateway.outage());

        List<ReplyEvent> last = fixture.ask();

        assertEquals(1, last.size());
        assertEquals("the provider answered 503 (some_error)", failure(last).getMessage());
        assertTrue(fixture.gateway.outage().isPresent());
    }

    @Test
    void call_duringAnOutage_endsAtOnceAndTellsWhenToComeBack() {
        loseTheProvider();
        fixture.pass(Duration.ofSeconds(3));
        fixture.pauses.clear();
        List<ReplyEvent> events = fixture.ask();

        assertEquals(1, events.size());
        LlmFault fault = failure(events);
        assertEquals("model_unavailable", fault.code());
        assertEquals(Optional.of(Duration.ofSeconds(7)), fault.retryAfter());
        assertEquals(Optional.of(Duration.ofSeconds(7)), fixture.gateway.outage().orElseThrow().retryAfter());
        assertEquals(10, fixture.provider.served());
        assertTrue(fixture.pauses.isEmpty());
    }

    @Test
    void outage_ofOneModel_saysNothingAboutAnother() {
        loseTheProvider();
        var other = new ModelOptions(Optional.of("other-model"), OptionalDouble.empty(), OptionalInt.empty());
        var same = new ModelOptions(Optional.of("test-model"), OptionalDouble.of(1), OptionalInt.empty());

        assertTrue(fixture.gateway.outage(same).isPresent());
        assertEquals(Optional.empty(), fixture.gateway.outage(other));
        ModelCall usual = GatewayFixture.call("one");
        try (ReplyStream reply = fixture.gateway
                .open(new ModelCall(usual.session(), usual.run(), usual.prompt(), other))) {
            reply.next();
        }
        assertEquals(11, fixture.provider.served());
        assertEquals("other-model", fixture.gateway.profile(other).model());
    }

    @Test
    void call_thatWasClosed_isCancelledAlsoDuringAnOutage() {
        loseTheProvider();
        ReplyStream reply = fixture.gateway.open(GatewayFixture.call("x"));
        reply.close();

        assertInstanceOf(ReplyEvent.Cancelled.class, reply.next());
    }

    @Test
    void call_afterTheWait_findsTheProviderBack() {
        loseTheProvider();
        fixture.provider.always(Behaviours.says("back"));
        fixture.pass(WAIT);

        assertEquals(Optional.empty(), fixture.gateway.outage());
        for (int i = 0; i < 20; i++) {
            assertEquals("back", GatewayFixture.text(fixture.ask()));
        }
    }

    @Test
    void call_afterTheWait_whenTheProviderIsStillAway_isATrialAndItsRetryAnother() {
        loseTheProvider();
        fixture.pass(WAIT);

        List<ReplyEvent> events = fixture.ask();

        assertEquals(2, events.size());
        assertEquals("the provider answered 503 (some_error)", failure(events).getMessage());
        assertEquals(12, fixture.provider.served());
        assertEquals(Optional.of(WAIT), fixture.gateway.outage().orElseThrow().retryAfter());
    }

    @Test
    void trials_thatAreCancelledOrRefused_keepNoPlace() throws Exception {
        loseTheProvider();
        fixture.pass(WAIT);
        for (int i = 0; i < 6; i++) {
            fixture.provider.then(Behaviours.error(401, "invalid_api_key"));
            assertInstanceOf(LlmFault.Misconfigured.class, failure(fixture.ask()));
            fixture.provider.then(Behaviours.hangs());
            cancelWhileWaiting(11 + 2 * i + 1);
        }
        fixture.provider.always(Behaviours.says("back"));

        assertEquals("back", GatewayFixture.text(fixture.ask()));
    }

    private void cancelWhileWaiting(int served) throws Exception {
        try (ReplyStream reply = fixture.gateway.open(GatewayFixture.call("x"))) {
            var end = new ArrayList<ReplyEvent>();
            Thread reader = Thread.startVirtualThread(() -> end.add(reply.next()));
            fixture.provider.awaitServed(served, Duration.ofSeconds(5));
            reply.close();
            reader.join();
            assertInstanceOf(ReplyEvent.Cancelled.class, end.getFirst());
        }
    }

    @Test
    void callsThatRun_areLeftAlone() {
        fixture.provider.then(Behaviours.says("a", "b", "c"));
        try (ReplyStream reply = fixture.gateway.open(GatewayFixture.call("x"))) {
            var events = new ArrayList<ReplyEvent>(List.of(reply.next()));
            fixture.provider.always(Behaviours.error(503, ""));
            while (fixture.gateway.outage().isEmpty()) {
                fixture.ask();
            }
            do {
                events.add(reply.next());
            } while (!(events.getLast() instanceof ReplyEvent.End));

            assertEquals("abc", GatewayFixture.text(events));
            assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
            assertTrue(fixture.gateway.outage().isPresent());
        }
    }

    @Test
    void streams_thatBreakAfterTheirFirstToken_openNothing() {
        fixture.provider.always(Behaviours.cutsAfter("half"));
        for (int i = 0; i < 20; i++) {
            failure(fixture.ask());
        }

        assertEquals(Optional.empty(), fixture.gateway.outage());
    }

    @Test
    void thoughts_areFirstTokens() {
        fixture.provider.always(Behaviours.streams("{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}"));
        for (int i = 0; i < 20; i++) {
            failure(fixture.ask());
        }

        assertEquals(Optional.empty(), fixture.gateway.outage());
    }

    @Test
    void rateLimits_openNothing() {
        fixture.provider.always(Behaviours.error(429, "rate_limit_exceeded", "Retry-After: 1"));
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(LlmFault.RateLimited.class, failure(fixture.ask()));
        }

        assertEquals(Optional.empty(), fixture.gateway.outage());
    }

    @Test
    void silence_opens() {
        fixture.provider.always(Behaviours.hangs());
        try (var gateway = fixture.gateway(ModelSettings.at(fixture.provider.baseUrl(), "m")
                .withLimits(GatewayFixture.limits(Phase.HEADERS, 20)))) {
            for (int i = 0; i < 4; i++) {
                assertInstanceOf(LlmFault.TimedOut.class, failure(GatewayFixture.ask(gateway)));
            }

            assertTrue(gateway.outage().isPresent());
        }
    }

    @Test
    void placesThatAreAllTaken_openNothing() {
        fixture.provider.then(Behaviours.hangsAfter("x"));
        try (var gateway = fixture.gateway(ModelSettings.at(fixture.provider.baseUrl(), "m")
                .withMaxConnections(1)
                .withLimits(GatewayFixture.limits(Phase.CONNECT, 20)));
                ReplyStream first = gateway.open(GatewayFixture.call("x"))) {
            assertInstanceOf(ReplyEvent.Delta.class, first.next());
            for (int i = 0; i < 5; i++) {
                assertEquals(Phase.CONNECT,
                        assertInstanceOf(LlmFault.TimedOut.class, failure(GatewayFixture.ask(gateway))).phase());
            }

            assertEquals(Optional.empty(), gateway.outage());
        }
    }

    private static LlmFault failure(List<ReplyEvent> events) {
        return assertInstanceOf(ReplyEvent.Failed.class, events.getLast()).fault();
    }
}
