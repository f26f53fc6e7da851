package dev.confab.rest.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Walking away and coming back. */
@Timeout(60)
class AsyncTest {

    @Test
    void chat_withoutWaiting_isReadFollowedAndAccountedForLater() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model)) {
            RawClient.Response accepted = server.chat("{\"message\": \"Hi\"}", "Prefer: wait=5, respond-async");

            assertEquals(202, accepted.status(), accepted.body());
            JsonValue body = accepted.json();
            String run = body.at("run_id").text();
            String path = "/runs/" + run;
            assertEquals(List.of("success", "run_id", "session_id", "status", "message"), List.copyOf(body.names()));
            assertEquals("running", body.at("status").text());
            assertEquals(path, accepted.header("location"));
            assertEquals("respond-async", accepted.header("preference-applied"));
            assertEquals("no-store", accepted.header("cache-control"));

            SteeredModel.Reply reply = model.next();
            assertEquals(run, reply.call.run().toString());
            JsonValue running = server.get(path).json();
            assertEquals("running", running.at("status").text());
            assertTrue(running.at("response").isNull() && running.at("ended_at").isNull());
            assertEquals(404, server.get(path + "/receipt").status());

            try (EventClient client = EventClient.follow(server, run)) {
                client.next("run");
                reply.say("Here I am.");
                assertEquals("Here I am.", client.text(10));
                assertEquals("Here I am.", server.get(path).json().at("response").text());
                reply.end();
                client.next("done");
            }

            JsonValue ended = server.get(path).json();
            assertEquals("completed", ended.at("status").text());
            assertEquals("Here I am.", ended.at("response").text());
            assertEquals(body.at("session_id").text(), ended.at("session_id").text());
            JsonValue receipt = server.get(path + "/receipt").json();
            assertEquals(run, receipt.at("run_id").text());
            assertEquals("steered", receipt.at("provider").text());
            assertEquals(1, receipt.at("messages").items().size());
            assertEquals(1, receipt.at("calls").number());
        }
    }

    @Test
    void chat_thatAsksForEventsAndNotToWait_isStreamed() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply("Hello.");
            RawClient.Response response = server.chat("{\"message\": \"Hi\"}", "Prefer: respond-async",
                    "Accept: text/event-stream");
            assertEquals(200, response.status());
            assertTrue(response.body().contains("event: done\n"), response.body());
        }
    }
}
