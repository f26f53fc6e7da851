package dev.confab.rest.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.fault.LlmFault;
import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that are not stored. */
@Timeout(60)
class PassingTest {

    private static final String ASKED = """
            {"message": "And knees?", "store": false, "history": [{"role": "system", "content": "Be brief."},
             {"role": "user", "content": "Do elbows bend?"}, {"role": "assistant", "content": "They do."}]}""";

    @Test
    void chat_withoutStoring_answersFromTheHistory_andStoresNothing() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply("They bend too.");

            RawClient.Response response = server.chat(ASKED);

            assertEquals(200, response.status(), response.body());
            JsonValue answer = response.json();
            assertEquals("They bend too.", answer.at("response").text());
            assertEquals("completed", answer.at("status").text());
            assertEquals("false", answer.at("stored").toJson());
            for (String id : List.of("session_id", "run_id", "message_id")) {
                assertTrue(answer.at(id).isNull(), id);
            }
            var prompt = server.standIns.model.calls().getFirst().prompt();
            assertEquals(List.of("Do elbows bend?", "They do.", "And knees?"),
                    prompt.entries().stream().map(entry -> entry.text().value()).toList());
            assertTrue(prompt.instructions().value().endsWith("\n\nBe brief."));
            assertEquals(0, server.standIns.store.opened());
        }
    }

    @Test
    void stream_withoutStoring_hasNoIds() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model); EventClient client = EventClient.chat(server, ASKED)) {
            assertEquals("{\"run_id\":null,\"session_id\":null,\"status\":\"running\",\"stored\":false}",
                    client.next("run").data());
            SteeredModel.Reply reply = model.next().say("They ");
            assertEquals("They ", client.text(5));
            reply.say("bend.").end();
            assertEquals("bend.", client.text(5));

            JsonValue done = client.next("done").json();
            assertEquals("completed", done.at("status").text());
            assertTrue(done.at("run_id").isNull() && done.at("message_id").isNull());
            assertEquals(0, server.standIns.store.opened());
        }
    }

    @Test
    void hangUp_ofWhoStreamsOrWaits_cutsTheCall() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model)) {
            EventClient streaming = EventClient.chat(server, ASKED);
            streaming.next("run");
            SteeredModel.Reply first = model.next().say("They");
            streaming.text(4);
            streaming.hangUp();
            assertTrue(first.awaitClosed());

            RawClient waiting = server.connect();
            waiting.send(server.request("POST", "/chat", ASKED));
            SteeredModel.Reply second = model.next().say("They");
            waiting.close();
            assertTrue(second.awaitClosed());
        }
    }

    @Test
    void failures_areTold_withoutIds() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.fail(new LlmFault.RateLimited("slow", Optional.empty(), null))
                    .fail(new LlmFault.Refused("no", null));

            RawClient.Response limited = server.chat(ASKED);
            String streamed = server.chat(ASKED, "Accept: text/event-stream").body();

            assertEquals(429, limited.status());
            assertTrue(!limited.json().has("session_id") && !limited.json().has("run_id"), limited.body());
            assertTrue(streamed.contains("event: error\ndata: ") && streamed.contains("model_refused"), streamed);
            assertTrue(!streamed.contains("\"run_id\":\""), streamed);
        }
    }

    @Test
    void fields_thatMakeNoSense_areNamed() throws Exception {
        try (TestServer server = TestServer.start()) {
            for (Map.Entry<String, String> field : Map.of("session_id", "\"x\"", "on_busy", "\"reject\"", "regenerate",
                    "true", "edit_message_id", "\"x\"", "client_message_id", "\"x\"", "metadata", "{}").entrySet()) {
                refused(server, "/" + field.getKey(), ASKED.replaceFirst("\\{",
                        "{\"" + field.getKey() + "\": " + field.getValue() + ", "));
            }
            refused(server, "/history", "{\"message\": \"hi\", \"history\": []}");
            refused(server, "/history", "{\"message\": \"hi\", \"store\": true, \"history\": []}");
            refused(server, "/history", "{\"message\": \"hi\", \"store\": false, \"history\": \"x\"}");
            refused(server, "/store", "{\"message\": \"hi\", \"store\": 1}");
            refused(server, "/message", "{\"store\": false}");
            String many = String.join(", ", Collections.nCopies(201, "{\"role\": \"user\", \"content\": \"x\"}"));
            refused(server, "/history", "{\"message\": \"hi\", \"store\": false, \"history\": [" + many + "]}");
            refused(server, "/history/0/role", history("{\"role\": \"tool\", \"content\": \"x\"}"));
            refused(server, "/history/0/role", history("{\"content\": \"x\"}"));
            refused(server, "/history/0/content", history("{\"role\": \"user\", \"content\": \" \"}"));
            refused(server, "/history/0/name", history("{\"role\": \"user\", \"content\": \"x\", \"name\": \"y\"}"));
            refused(server, "/history/0", history("\"x\""));
            refused(server, "/history/1/role", history("{\"role\": \"user\", \"content\": \"x\"}, "
                    + "{\"role\": \"system\", \"content\": \"x\"}"));
            refused(server, "/history", history("{\"role\": \"user\", \"content\": \"" + "x".repeat(1_000_001)
                    + "\"}"));
            refused(server, "/store", ASKED, "Prefer: respond-async");
            refused(server, "/store", ASKED, "Idempotency-Key: k");
            assertEquals(0, server.standIns.store.opened());
            assertEquals(List.of(), server.standIns.model.calls());
        }
    }

    private static String history(String entries) {
        return "{\"message\": \"hi\", \"store\": false, \"history\": [" + entries + "]}";
    }

    private static void refused(TestServer server, String pointer, String json, String... headers) throws Exception {
        RawClient.Response response = server.chat(json, headers);
        assertEquals(400, response.status(), response.body());
        assertTrue(response.json()
                .at("errors")
                .items()
                .stream()
                .anyMatch(error -> error.at("pointer").text().equals(pointer)), pointer + " in " + response.body());
    }
}
