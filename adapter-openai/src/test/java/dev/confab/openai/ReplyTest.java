package dev.confab.openai;

import static dev.confab.openai.GatewayFixture.text;
import static dev.confab.openai.provider.Behaviours.delta;
import static dev.confab.openai.provider.Behaviours.event;
import static dev.confab.openai.provider.Behaviours.finish;
import static dev.confab.openai.provider.Behaviours.streams;
import static dev.confab.openai.provider.Behaviours.streamsRaw;
import static dev.confab.openai.provider.Behaviours.usage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.llm.Usage;
import dev.confab.openai.provider.Behaviour;
import dev.confab.openai.provider.Behaviours;
import dev.confab.openai.provider.Served;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of streams, good and bad. */
@Timeout(30)
class ReplyTest {

    private static final String GOOD_END = event(finish("stop")) + event("[DONE]");

    private final GatewayFixture fixture = new GatewayFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void reply_ofAGoodStream_hasTextReasonAndUsage() {
        List<ReplyEvent> events = fixture.ask();

        assertEquals("A servo motor holds a position.", text(events));
        assertEquals(new ReplyEvent.Completed(FinishReason.STOP, Optional.of(new Usage(12, 3))), events.getLast());
    }

    @Test
    void request_carriesPromptModelAndKey() throws Exception {
        try (var gateway = fixture.gateway(ModelSettings.at(fixture.provider.baseUrl(), "some-model")
                .withKey(new ApiKey("sk-test"))
                .withTemperature(0.5))) {
            var call = new ModelCall(new SessionId(UUID.randomUUID()), new RunId(UUID.randomUUID()),
                    GatewayFixture
                            .prompt(List.of(PlainText.of("one"), PlainText.of("two \"🤖\""), PlainText.of("three"))));
            try (ReplyStream reply = gateway.open(call)) {
                assertInstanceOf(ReplyEvent.Delta.class, reply.next());
            }
        }
        Served.Request request = fixture.provider.requests().getFirst();
        JsonNode body = new ObjectMapper().readTree(request.body());

        assertEquals("POST /v1/chat/completions", request.method() + " " + request.path());
        assertEquals("Bearer sk-test", request.headers().get("authorization"));
        assertEquals("127.0.0.1:" + fixture.provider.port(), request.headers().get("host"));
        assertFalse(request.headers().containsKey("accept-encoding"));
        assertFalse(request.headers().containsKey("cookie"));
        assertEquals("some-model", body.path("model").asText());
        assertTrue(body.path("stream").asBoolean());
        assertTrue(body.path("stream_options").path("include_usage").asBoolean());
        assertEquals(0.5, body.path("temperature").asDouble());
        assertTrue(body.path("max_tokens").isMissingNode() && body.path("max_completion_tokens").isMissingNode());
        assertEquals(List.of("system: You are a test.", "user: one", "assistant: two \"🤖\"", "user: three"),
                body.path("messages")
                        .valueStream()
                        .map(message -> message.path("role").asText() + ": " + message.path("content").asText())
                        .toList());
    }

    @Test
    void request_withOptions_asksThatModelSo_andTheNextOneAsEver() throws Exception {
        try (var gateway = fixture.gateway(ModelSettings.at(fixture.provider.baseUrl(), "some-model")
                .withTemperature(0.5)
                .withTokens(8_192, java.util.OptionalInt.of(77)))) {
            ModelCall usual = GatewayFixture.call("one");
            for (ModelOptions options : List.of(new ModelOptions(Optional.of("other-model"),
                    OptionalDouble.of(0), java.util.OptionalInt.of(321)), ModelOptions.DEFAULT)) {
                try (ReplyStream reply = gateway
                        .open(new ModelCall(usual.session(), usual.run(), usual.prompt(), options))) {
                    assertInstanceOf(ReplyEvent.Delta.class, reply.next());
                }
            }
        }
        JsonNode other = new ObjectMapper().readTree(fixture.provider.requests().getFirst().body());
        JsonNode usual = new ObjectMapper().readTree(fixture.provider.requests().getLast().body());

        assertEquals("other-model", other.path("model").asText());
        assertEquals(0, other.path("temperature").asDouble(1));
        assertEquals(321, other.path("max_tokens").asInt());
        assertTrue(other.path("stream").asBoolean());
        assertTrue(other.path("stream_options").path("include_usage").asBoolean());
        assertEquals("some-model", usual.path("model").asText());
        assertEquals(0.5, usual.path("temperature").asDouble());
        assertEquals(77, usual.path("max_tokens").asInt());
    }

    @ParameterizedTest
    @CsvSource({ "MAX_TOKENS, max_tokens", "MAX_COMPLETION_TOKENS, max_completion_tokens" })
    void request_withALimitOnTheAnswer_namesItAsTheProviderDoes(ModelSettings.AnswerLimitName name, String field)
            throws Exception {
        try (var gateway = fixture.gateway(ModelSettings.at(fixture.provider.baseUrl(), "m")
                .withTokens(8_192, java.util.OptionalInt.of(77))
                .withAnswerLimitName(name))) {
            GatewayFixture.ask(gateway);
        }
        JsonNode body = new ObjectMapper().readTree(fixture.provider.requests().getFirst().body());

        assertEquals(77, body.path(field).asInt());
        assertTrue(body.path("temperature").isMissingNode());
    }

    @ParameterizedTest
    @CsvSource({ "stop, STOP", "length, LENGTH", "content_filter, CONTENT_FILTER", "tool_calls, OTHER",
            "something_new, OTHER" })
    void finishReason_isTold(String name, FinishReason reason) {
        fixture.provider.then(streams(delta("x"), finish(name), "[DONE]"));

        assertEquals(new ReplyEvent.Completed(reason, Optional.empty()), fixture.ask().getLast());
    }

    @Test
    void finishReason_inTheEventOfTheLastText_isSeen() {
        fixture.provider.then(streams(
                delta("whole").replace("\"finish_reason\":null", "\"finish_reason\" : \"stop\""), "[DONE]"));
        List<ReplyEvent> events = fixture.ask();

        assertEquals("whole", text(events));
        assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
    }

    @Test
    void finishReason_withinTheText_isOnlyText() {
        String quoted = "{\"finish_reason\":\"stop\", \"error\":{}}";
        fixture.provider.then(streams(delta(quoted), "[DONE]"));
        List<ReplyEvent> events = fixture.ask();

        assertEquals(quoted, text(events));
        assertProtocolBroken(events);
    }

    @Test
    void text_withEveryCutThroughItsBytes_isWhole() {
        String words = "ß漢🤖👩‍🔧!";
        byte[] stream = (event(delta("begin")) + event("{\"choices\":[{\"delta\":{\"content\":\"" + words + "\"}}]}")
                + GOOD_END).getBytes(StandardCharsets.UTF_8);
        fixture.provider.always(Behaviours.says());
        for (int cut = 1; cut < stream.length; cut++) {
            byte[] first = Arrays.copyOf(stream, cut);
            byte[] second = Arrays.copyOfRange(stream, cut, stream.length);
            fixture.provider.then(to -> Behaviours.begin(to).chunk(first).chunk(second).lastChunk());
            List<ReplyEvent> events = fixture.ask();

            assertEquals("begin" + words, text(events));
            assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
        }
    }

    @Test
    void text_inSingleBytes_isWhole() {
        byte[] stream = (event(delta("drip")) + event(delta(" 🤖")) + GOOD_END).getBytes(StandardCharsets.UTF_8);
        fixture.provider.then(to -> {
            Behaviours.begin(to);
            for (byte one : stream) {
                to.chunk(new byte[] { one });
            }
            to.lastChunk();
        });

        assertEquals("drip 🤖", text(fixture.ask()));
    }

    @Test
    void text_withNulAndLoneSurrogates_isRepaired() {
        fixture.provider.then(streams(delta("a\u0000b"), delta("c\uD83E"), delta("\uDD16d"), delta("e\uDC00f\uD83D"),
                finish("stop"), "[DONE]"));

        assertEquals("a\uFFFDbc🤖de\uFFFDf\uFFFD", text(fixture.ask()));
    }

    @Test
    void text_thatComesTogether_isOneDelta() {
        fixture.provider
                .then(streamsRaw(event(delta("one ")) + event(delta("two ")) + event(delta("three")) + GOOD_END));
        List<ReplyEvent> events = fixture.ask();

        assertEquals(List.of("Delta", "Completed"),
                events.stream().map(event -> event.getClass().getSimpleName()).toList());
        assertEquals("one two three", text(events));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\n", "\r\n", "\r" })
    void stream_withAnyLineEnd_isRead(String end) {
        fixture.provider.then(streamsRaw(("\uFEFF: a comment\nretry: 10\n\n" + event(delta("one")) + ":\n\n"
                + "event: message\nid: 7\ndata:" + delta(" two") + "\n\n" + GOOD_END).replace("\n", end)));
        List<ReplyEvent> events = fixture.ask();

        assertEquals("one two", text(events));
        assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
    }

    @Test
    void stream_withDataOverSeveralLines_isRead() {
        fixture.provider.then(streamsRaw(
                event(delta("one").replace("\"choices\":", "\"choices\":\ndata: ")) + GOOD_END.stripTrailing()));

        assertEquals("one", text(fixture.ask()));
    }

    @Test
    void stream_withoutEndMark_isWholeIfItHasAReason() {
        fixture.provider.then(streams(delta("x"), finish("stop"), usage()));

        assertEquals(new ReplyEvent.Completed(FinishReason.STOP, Optional.of(new Usage(12, 3))),
                fixture.ask().getLast());
    }

    @Test
    void stream_thatStaysOpenAfterItsEnd_isWhole() {
        fixture.provider.then(to -> {
            Behaviours.begin(to).chunk(event(delta("x")) + event(finish("stop")) + event(usage()) + event("[DONE]"));
            to.awaitLeaving();
        });

        assertEquals(new ReplyEvent.Completed(FinishReason.STOP, Optional.of(new Usage(12, 3))),
                fixture.ask().getLast());
    }

    @Test
    void stream_thatBreaksAfterItsReason_isWhole() {
        fixture.provider.then(to -> {
            Behaviours.begin(to).chunk(event(delta("x")) + event(finish("stop")));
            to.end();
        });

        assertEquals(new ReplyEvent.Completed(FinishReason.STOP, Optional.empty()), fixture.ask().getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"choices\":[],\"usa", "garbage" })
    void stream_thatCannotBeReadAfterItsReason_isWhole(String data) {
        fixture.provider.then(Behaviours.streamsRaw(event(delta("x")) + event(finish("stop")) + event(data)
                + event(delta("late"))));
        List<ReplyEvent> events = fixture.ask();

        assertEquals("x", text(events));
        assertEquals(new ReplyEvent.Completed(FinishReason.STOP, Optional.empty()), events.getLast());
        assertEquals(0, fixture.gateway.pool().inUse());
        assertEquals(0, fixture.gateway.pool().idle(), "what follows on that connection is not to be trusted");
    }

    @Test
    void stream_withSeveralEnds_endsOnce() {
        fixture.provider.then(streams(delta("x"), finish("stop"), "[DONE]", finish("length"), delta("late"), "[DONE]",
                "{\"error\":{\"message\":\"late\"}}"));
        List<ReplyEvent> events = fixture.ask();

        assertEquals("x", text(events));
        assertEquals(new ReplyEvent.Completed(FinishReason.STOP, Optional.empty()), events.getLast());
    }

    @Test
    void stream_withThoughts_givesTheAnswerOnly() {
        fixture.provider.then(streams("{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}", delta("x"),
                finish("stop"), "[DONE]"));

        assertEquals("x", text(fixture.ask()));
    }

    @Test
    void stream_withoutAReason_isBroken() {
        fixture.provider.then(Behaviours.streamsRaw(event(delta("x")) + event("[DONE]")));
        List<ReplyEvent> events = fixture.ask();

        assertProtocolBroken(events);
        assertEquals("x", text(events), "what was said is kept");

        fixture.provider.then(streams(delta("x")));
        assertProtocolBroken(fixture.ask());

        fixture.provider.then(
                streams(delta("x").replace("\"finish_reason\":null", "\"finish_reason\":\"\""), "[DONE]"));
        assertProtocolBroken(fixture.ask());
    }

    @Test
    void stream_withNothingInIt_isTriedAgain() {
        fixture.provider.then(streams()).then(streams("[DONE]"));
        List<ReplyEvent> events = fixture.ask();

        assertInstanceOf(LlmFault.ProtocolBroken.class,
                assertInstanceOf(ReplyEvent.Retrying.class, events.getFirst()).fault());
        assertInstanceOf(ReplyEvent.Completed.class, events.getLast());
        assertEquals(3, fixture.provider.served());
    }

    @Test
    void stream_thatEndsWellWithoutText_isAnAnswerThatSaysNothing() {
        fixture.provider.then(streams(finish("content_filter"), "[DONE]"));

        assertEquals(List.of(new ReplyEvent.Completed(FinishReason.CONTENT_FILTER, Optional.empty())), fixture.ask());
    }

    @Test
    void stream_cutInTheMiddle_failsWithItsText() {
        fixture.provider.then(Behaviours.cutsAfter("half"));
        List<ReplyEvent> events = fixture.ask();

        assertEquals("half", text(events));
        assertInstanceOf(LlmFault.Unavailable.class, failure(events));
        assertEquals(1, fixture.provider.served());
    }

    @Test
    void stream_resetInTheMiddle_failsWithItsText() {
        fixture.provider.then(Behaviours.resetsAfter("half"));
        List<ReplyEvent> events = fixture.ask();

        assertEquals("half", text(events));
        assertInstanceOf(LlmFault.Unavailable.class, failure(events));
    }

    @Test
    void stream_withoutALengthCutInTheMiddle_isBroken() {
        fixture.provider.then(to -> {
            to.head(200, "Content-Type: text/event-stream", "Connection: close").raw(event(delta("half")));
            to.end();
        });

        assertProtocolBroken(fixture.ask());
    }

    @Test
    void stream_withoutALength_isRead() {
        fixture.provider.then(to -> {
            to.head(200, "Content-Type: text/event-stream").raw(event(delta("whole")) + GOOD_END);
            to.end();
        });

        assertEquals("whole", text(fixture.ask()));
    }

    @Test
    void error_withinAStream_isTyped() {
        var expected = Map.<String, Class<? extends LlmFault>>of(
                "{\"error\":{\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}}", LlmFault.RateLimited.class,
                "{\"error\":{\"message\":\"m\",\"type\":\"server_error\",\"code\":null}}", LlmFault.Unavailable.class,
                "{\"error\":{\"message\":\"m\",\"code\":503}}", LlmFault.Unavailable.class,
                "{\"error\":{\"message\":\"m\",\"code\":\"context_length_exceeded\"}}", LlmFault.ContextTooLong.class,
                "{\"error\":{\"message\":\"m\",\"code\":\"content_filter\"}}", LlmFault.Refused.class,
                "{\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}],\"error\":{\"code\":502}}",
                LlmFault.Unavailable.class, "{\"error\":\"a bare sentence\"}", LlmFault.ProtocolBroken.class);
        expected.forEach((data, type) -> {
            fixture.provider.then(streams(delta("half"), data, finish("stop"), "[DONE]"));
            List<ReplyEvent> events = fixture.ask();

            assertEquals("half", text(events), data);
            assertInstanceOf(type, failure(events), data);
        });
    }

    @Test
    void error_asANamedEvent_isAFailure() {
        fixture.provider.then(streamsRaw(event(delta("half")) + "event: error\n" + event("no JSON") + GOOD_END));

        assertInstanceOf(LlmFault.ProtocolBroken.class, failure(fixture.ask()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "this is no JSON", "{\"choices\":", "[1,2]", "{\"choices\":\"no list\"}" })
    void garbage_withinAStream_isBroken(String garbage) {
        fixture.provider.then(streams(delta("half"), garbage, finish("stop"), "[DONE]"));
        List<ReplyEvent> events = fixture.ask();

        assertEquals("half", text(events));
        assertProtocolBroken(events);
    }

    @Test
    void answer_thatIsNotHttp_isBroken() {
        Behaviour garbage = to -> {
            to.raw("SSH-2.0-OpenSSH_9.2\r\n".repeat(20));
            to.end();
        };
        fixture.provider.always(garbage);

        assertInstanceOf(LlmFault.ProtocolBroken.class, failure(fixture.ask()));
    }

    @Test
    void answer_thatIsNotAStream_isBroken() {
        fixture.provider.always(Behaviours.status(200, "application/json",
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},\"finish_reason\":\"stop\"}]}"));
        assertProtocolBroken(fixture.ask());

        fixture.provider.always(Behaviours.status(200, "application/json; charset=utf-8",
                "{\"error\":{\"code\":\"context_length_exceeded\"}}"));
        assertInstanceOf(LlmFault.ContextTooLong.class, failure(fixture.ask()));

        fixture.provider.always(Behaviours.status(200, "text/event-stream", "x", "Content-Encoding: gzip"));
        assertProtocolBroken(fixture.ask());
    }

    @Test
    void line_longerThanAnyAnswer_isBroken() {
        fixture.provider.then(to -> {
            Behaviours.begin(to).chunk(event(delta("half")) + "data: ");
            for (int i = 0; i < 40; i++) {
                to.chunk("x".repeat(64 * 1024));
            }
            to.lastChunk();
        });
        List<ReplyEvent> events = fixture.ask();

        assertEquals("half", text(events));
        assertProtocolBroken(events);
    }

    @Test
    void text_ofALongLine_isRead() {
        String words = "word ".repeat(100_000);
        fixture.provider.then(streams(delta(words), finish("stop"), "[DONE]"));

        assertEquals(words, text(fixture.ask()));
    }

    @Test
    void failure_neverRepeatsWhatTheProviderWrote() {
        fixture.provider.then(Behaviours.error(400, "some_code", "x-request-id: req_1"));
        assertEquals("the provider answered 400 (some_code), request req_1", failure(fixture.ask()).getMessage());

        fixture.provider.then(Behaviours.error(400, "secret words", "x-request-id: secret id"));
        assertEquals("the provider answered 400 (some_error)", failure(fixture.ask()).getMessage());
    }

    @Test
    void connections_areUsedAgain() throws Exception {
        for (int i = 0; i < 10; i++) {
            fixture.ask();
        }
        fixture.provider.then(Behaviours.error(400, "bad"));
        fixture.ask();
        fixture.ask();

        assertEquals(1, fixture.provider.accepted());
        assertTrue(fixture.provider.awaitOpen(1, Duration.ofSeconds(1)));
    }

    private static LlmFault failure(List<ReplyEvent> events) {
        return assertInstanceOf(ReplyEvent.Failed.class, events.getLast()).fault();
    }

    private static void assertProtocolBroken(List<ReplyEvent> events) {
        assertInstanceOf(LlmFault.ProtocolBroken.class, failure(events));
    }
}
