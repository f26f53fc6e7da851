package dev.confab.rest.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same request again is the same turn. */
@Timeout(60)
class RepeatTest {

    private static final String HI = "{\"message\": \"Hi\"}";
    private static final String KEY = "Idempotency-Key: \"one\"";

    @Test
    void request_sentAgainInEachOfTheThreeWays_joinsTheOneRun() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model); RawClient waiting = server.connect()) {
            waiting.send(server.request("POST", "/chat", HI, KEY));
            SteeredModel.Reply reply = model.next();
            String run = reply.call.run().toString();
            RawClient.Response async = server.chat(HI, KEY, "Prefer: respond-async");
            assertEquals(202, async.status());
            assertEquals(run, async.json().at("run_id").text());
            try (EventClient stream = EventClient.chat(server, HI, KEY)) {
                assertEquals(run, stream.next("run").json().at("run_id").text());
                reply.say("Once.").end();
                assertEquals("Once.", stream.text(5));
                stream.next("done");
            }
            JsonValue answer = waiting.read().json();
            assertEquals("Once.", answer.at("response").text());

            RawClient.Response late = server.chat(HI, KEY);
            assertEquals(200, late.status());
            assertEquals(answer.toJson(), late.json().toJson());
            String streamed = server.chat(HI, KEY, "Accept: text/event-stream").body();
            assertTrue(streamed.contains("id: 5\ndata: {\"content\": \"Once.\"}\n\nevent: done\n"), streamed);
            assertEquals("completed",
                    server.chat(HI, KEY, "Prefer: respond-async").json().at("status").text());
            assertEquals(1, model.calls());
            assertEquals(1, server.standIns.store.opened());
        }
    }

    @Test
    void key_ofAnotherRequest_isRefusedInEachOfTheThreeWays() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply("Hello.");
            JsonValue first = server.chat(HI, KEY).json();
            for (String way : List.of("Accept: application/json", "Accept: text/event-stream",
                    "Prefer: respond-async")) {
                RawClient.Response refused = server.chat("{\"message\": \"Ho\"}", KEY, way);
                assertEquals(409, refused.status(), way);
                assertEquals("idempotency_conflict", refused.json().at("code").text());
                assertEquals("false", refused.header("x-should-retry"));
                assertEquals(first.at("run_id").text(), refused.json().at("run_id").text());
            }
            assertEquals(1, server.standIns.store.opened());
        }
    }

    @Test
    void clientsOwnId_countsBeforeTheHeaderAndIsNoHeader() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply("First.").reply("Second.");
            String named = "{\"message\": \"Hi\", \"client_message_id\": \"one\"}";
            assertEquals("First.", server.chat(named, "Idempotency-Key: a").json().at("response").text());
            assertEquals("First.", server.chat(named, "Idempotency-Key: b").json().at("response").text());
            assertEquals("Second.", server.chat(HI, "Idempotency-Key: one").json().at("response").text());
            assertEquals(2, server.standIns.model.calls().size());
        }
    }

    @Test
    void twoHundredRequestsAtOnce_areOneCallOfTheModel() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model)) {
            var clients = new ArrayList<RawClient>();
            try {
                for (int at = 0; at < 200; at++) {
                    clients.add(server.connect());
                }
                String request = server.request("POST", "/chat", HI, KEY);
                for (RawClient client : clients) {
                    client.send(request);
                }
                model.next().say("Once.").end();
                Set<String> answers = new HashSet<>();
                for (RawClient client : clients) {
                    RawClient.Response answer = client.read();
                    assertEquals(200, answer.status(), answer.body());
                    answers.add(answer.body());
                }
                assertEquals(1, answers.size());
                assertEquals(1, model.calls());
                assertEquals(1, server.standIns.store.opened());
            } finally {
                for (RawClient client : clients) {
                    client.close();
                }
            }
        }
    }
}
