package dev.confab.rest.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.memory.InMemoryContextRetriever;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import io.micronaut.context.RuntimeBeanDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The answer as events. */
@Timeout(60)
class StreamTest {

    private static final String EVENTS = "Accept: text/event-stream";
    private static final String HI = "{\"message\": \"Hi\"}";

    @Test
    void stream_ofAnAnswer_hasTheseBytes() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model);
                EventClient client = EventClient.chat(server, HI)) {
            assertEquals(200, client.head().status());
            assertEquals("text/event-stream;charset=utf-8", client.head().header("content-type"));
            SteeredModel.Reply reply = model.next();
            String run = reply.call.run().toString();
            String session = reply.call.session().toString();
            String begin = ": ok\n\nevent: run\ndata: {\"run_id\":\"" + run + "\",\"session_id\":\"" + session
                    + "\",\"status\":\"running\"}\n\n";

            client.next("run");
            assertEquals(begin, client.raw());
            reply.say("Hello, \"you\"");
            client.text(12);
            reply.say("\n\uD83E\uDD16\u2028");
            client.text(4);
            reply.end();
            client.rest();

            String answer = JsonValue.parse(server.get("/runs/" + run).body()).at("message_id").text();
            assertEquals(begin + "id: 12\ndata: {\"content\": \"Hello, \\\"you\\\"\"}\n\n"
                    + "id: 16\ndata: {\"content\": \"\\n\uD83E\uDD16\\u2028\"}\n\n"
                    + "event: done\ndata: {\"run_id\":\"" + run + "\",\"session_id\":\"" + session
                    + "\",\"status\":\"completed\",\"message_id\":\"" + answer
                    + "\",\"declined\":false,\"usage\":null}\n\n",
                    client.raw());
        }
    }

    @Test
    void stream_withCitations_tellsThemBehindTheText() throws Exception {
        var retriever = new InMemoryContextRetriever();
        var passage = new PassageId(UUID.randomUUID());
        retriever.add(Owner.LOCAL, passage, new DocumentId(UUID.randomUUID()), PlainText.of("Motors"),
                PlainText.of("A servo keeps an angle."));
        try (TestServer server = TestServer.start(Map.of(), builder -> builder.beanDefinitions(
                RuntimeBeanDefinition.of(ContextRetriever.class, () -> retriever)))) {
            server.standIns.model.reply("A servo keeps an angle. [1]");
            try (EventClient client = EventClient.chat(server, "{\"message\": \"What keeps an angle?\"}")) {
                client.next("run");
                assertEquals("A servo keeps an angle. [1]", client.text(27));
                JsonValue citation = client.next("citation").json();
                assertEquals(passage.toString(), citation.at("passage_id").text());
                assertEquals("A servo keeps an angle.", citation.at("quote").text());
                client.next("done");
                assertEquals(List.of(), client.rest());
            }
        }
    }

    @Test
    void stream_whenTheModelIsAskedAgain_tellsTheAttempt() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model);
                EventClient client = EventClient.chat(server, HI)) {
            client.next("run");
            model.next().tryAgain(new LlmFault.Unavailable("gone", Optional.empty(), null)).say("Well.").end();
            assertEquals("{\"failed\":1,\"code\":\"model_unavailable\"}", client.next("attempt").data());
            assertEquals("Well.", client.text(5));
            client.next("done");
            assertEquals(List.of(), client.rest());
        }
    }

    @Test
    void stream_whenTheModelFailsBeforeAnyText_endsWithAnErrorAlone() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.fail(new LlmFault.RateLimited("slow", Optional.empty(), null));
            try (EventClient client = EventClient.chat(server, HI, "X-Request-Id: mine")) {
                assertEquals(200, client.head().status());
                JsonValue begun = client.next("run").json();
                JsonValue problem = client.next("error").json();
                assertEquals("model_rate_limited", problem.at("code").text());
                assertEquals(429, problem.at("status").number());
                assertEquals("mine", problem.at("request_id").text());
                assertEquals(begun.at("run_id").text(), problem.at("run_id").text());
                assertEquals(begun.at("session_id").text(), problem.at("session_id").text());
                assertEquals(List.of(), client.rest());
            }
        }
    }

    @Test
    void stream_whenTheModelFailsInTheMiddle_keepsTheTextAndTellsWhyItEnds() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.fail(new LlmFault.ProtocolBroken("cut", null), "Half an ans");
            try (EventClient client = EventClient.chat(server, HI)) {
                client.next("run");
                assertEquals("Half an ans", client.text(11));
                JsonValue done = client.next("done").json();
                assertEquals("incomplete", done.at("status").text());
                assertEquals("model_protocol_broken", done.at("error").at("code").text());
                assertEquals(List.of(), client.rest());
            }
        }
    }

    @Test
    void stream_overAConnectionThatIsKept_leavesItUsable() throws Exception {
        try (TestServer server = TestServer.start(); RawClient connection = server.connect()) {
            for (int turn = 0; turn < 3; turn++) {
                server.standIns.model.reply("Hello.");
                EventClient client = EventClient.open(connection, server, "POST", "/chat", HI);
                assertEquals("done", client.rest().getLast().name());
            }
        }
    }

    @Test
    void stream_whenAnythingIsWrongBeforeIt_isAProblemWithItsStatus() throws Exception {
        try (TestServer server = TestServer.start()) {
            refused(server.chat("{\"message\": \"\"}", EVENTS), 400, "invalid_request");
            refused(server.chat("{\"message\": ", EVENTS), 400, "invalid_json");
            refused(server.chat("{\"regenerate\": true}", EVENTS), 404, "not_found");
            refused(server.chat(HI, EVENTS, "Content-Type: text/plain"), 415, "unsupported_media_type");
            refused(server.chat(HI, EVENTS, "Origin: https://foreign.example"), 403, "origin_not_allowed");
            server.standIns.store.breakWith(new StoreFault.Unavailable("away", null));
            refused(server.chat(HI, EVENTS), 503, "store_unavailable");
            server.standIns.store.breakWith(new IllegalStateException("bug"));
            refused(server.chat(HI, EVENTS), 500, "internal_error");
            server.standIns.store.heal();
            server.standIns.model.away(
                    new LlmFault.Unavailable("away", Optional.of(Duration.ofMillis(6_500)), null));
            RawClient.Response away = server.chat(HI, EVENTS);
            refused(away, 503, "model_away");
            assertEquals("7", away.header("retry-after"));
            assertEquals(0, server.standIns.store.opened());
        }
    }

    private static void refused(RawClient.Response response, int status, String code) {
        assertEquals(status, response.status(), response.body());
        assertEquals("application/problem+json", response.header("content-type"));
        assertEquals(code, response.json().at("code").text());
        assertTrue(response.body().startsWith("{"), response.body());
    }
}
