package dev.confab.rest.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ending a run: before its first text and in the middle, whoever waits for it and however often it is asked for. */
@Timeout(60)
class CancelTest {

    private static final String HI = "{\"message\": \"Hi\"}";

    private static RawClient.Response cancel(TestServer server, String run) throws Exception {
        return server.exchange("POST", "/runs/" + run + "/cancel", null, "Content-Length: 0");
    }

    @Test
    void cancel_beforeTheFirstText_endsModelStreamAndRun() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model); EventClient client = EventClient.chat(server, HI)) {
            String run = client.next("run").json().at("run_id").text();
            SteeredModel.Reply reply = model.next();

            RawClient.Response cancelled = cancel(server, run);

            assertEquals(200, cancelled.status(), cancelled.body());
            assertEquals("cancelled", cancelled.json().at("status").text());
            assertTrue(cancelled.json().at("response").isNull());
            assertTrue(reply.awaitClosed());
            JsonValue done = client.next("done").json();
            assertEquals("cancelled", done.at("status").text());
            assertTrue(done.at("message_id").isNull());
            assertEquals(List.of(), client.rest());
        }
    }

    @Test
    void cancel_inTheMiddle_keepsWhatWasShownAndSaysTheSameAgain() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model); EventClient client = EventClient.chat(server, HI)) {
            String run = client.next("run").json().at("run_id").text();
            SteeredModel.Reply reply = model.next().say("Let me thi");
            client.text(10);

            RawClient.Response first = cancel(server, run);
            assertTrue(reply.awaitClosed());
            assertEquals("cancelled", client.rest().getLast().json().at("status").text());

            assertEquals("Let me thi", first.json().at("response").text());
            String told = server.get("/runs/" + run).body();
            for (int time = 0; time < 3; time++) {
                RawClient.Response again = cancel(server, run);
                assertEquals(200, again.status());
                assertEquals(told, again.body());
            }
            assertEquals("Let me thi", JsonValue.parse(told).at("response").text());
            assertEquals(200, server.get("/runs/" + run + "/receipt").status());
        }
    }

    @Test
    void cancel_whileAClientWaits_answersIt() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model); RawClient client = server.connect()) {
            client.send(server.request("POST", "/chat", HI));
            SteeredModel.Reply reply = model.next();
            String run = reply.call.run().toString();

            assertEquals(200, cancel(server, run).status());

            RawClient.Response answer = client.read();
            assertEquals(409, answer.status());
            assertEquals("run_interrupted", answer.json().at("code").text());
            assertEquals(run, answer.json().at("run_id").text());
            assertEquals("false", answer.header("x-should-retry"));
        }
    }

    @Test
    void cancel_ofARunThatWaits_endsItBeforeItBegins() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model)) {
            JsonValue first = server.chat(HI, "Prefer: respond-async").json();
            SteeredModel.Reply reply = model.next();
            JsonValue second = server.chat("{\"message\": \"And?\", \"on_busy\": \"enqueue\", \"session_id\": \""
                    + first.at("session_id").text() + "\"}", "Prefer: respond-async").json();
            assertEquals("queued", second.at("status").text());

            assertEquals("cancelled", cancel(server, second.at("run_id").text()).json().at("status").text());

            try (EventClient client = EventClient.follow(server, first.at("run_id").text())) {
                reply.say("Hello.").end();
                assertEquals("completed", client.rest().getLast().json().at("status").text());
            }
            assertEquals(1, model.calls());
        }
    }

    @Test
    void cancel_ofARunThatHasEnded_changesNothing() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.reply("Hello.");
            String run = server.chat(HI).json().at("run_id").text();
            String told = server.get("/runs/" + run).body();

            assertEquals(told, cancel(server, run).body());
            assertEquals(told, server.get("/runs/" + run).body());
        }
    }

    @Test
    void run_ofSomebodyElse_isAnsweredByTheSameBytesAsAnUnknownOne() throws Exception {
        try (TestServer server = TestServer.start()) {
            String foreign = ForeignRun.in(server.standIns.store).toString();
            String unknown = UUID.randomUUID().toString();
            for (String path : List.of("", "/events", "/receipt", "/cancel")) {
                String method = path.equals("/cancel") ? "POST" : "GET";
                RawClient.Response theirs = server.exchange(method, "/runs/" + foreign + path, null,
                        "X-Request-Id: same", "Content-Length: 0");
                RawClient.Response nobodys = server.exchange(method, "/runs/" + unknown + path, null,
                        "X-Request-Id: same", "Content-Length: 0");
                assertEquals(404, theirs.status());
                assertEquals(nobodys.body(), theirs.body());
                assertEquals(nobodys.headers().keySet(), theirs.headers().keySet());
            }
        }
    }
}
