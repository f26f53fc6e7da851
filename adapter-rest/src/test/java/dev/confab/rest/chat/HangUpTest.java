package dev.confab.rest.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.Confab;
import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that hang up, and whether that means anything. */
@Timeout(60)
class HangUpTest {

    @Test
    void hangUp_ofAnAttachedClient_endsTheRun() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model)) {
            EventClient client = EventClient.chat(server, "{\"message\": \"Hi\", \"attached\": true}");
            String run = client.next("run").json().at("run_id").text();
            SteeredModel.Reply reply = model.next().say("Let me thi");
            client.text(10);

            client.hangUp();

            assertTrue(reply.awaitClosed());
            try (EventClient later = EventClient.follow(server, run)) {
                later.next("run");
                assertEquals("Let me thi", later.text(10));
                assertEquals("cancelled", later.next("done").json().at("status").text());
            }
        }
    }

    @Test
    void hangUp_ofAnyOtherClient_leavesTheRunAlone() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model)) {
            EventClient client = EventClient.chat(server, "{\"message\": \"Hi\"}");
            String run = client.next("run").json().at("run_id").text();
            SteeredModel.Reply reply = model.next().say("Let me ");
            client.text(7);

            client.hangUp();
            // The server has seen the end of the connection once it serves a request that came after it.
            assertEquals(200, server.get("/health/live").status());
            reply.say("think.").end();

            assertFalse(reply.awaitClosed());
            try (EventClient later = EventClient.follow(server, run, "Last-Event-ID: 7")) {
                later.next("run");
                assertEquals("think.", later.text(6));
                assertEquals("completed", later.next("done").json().at("status").text());
            }
        }
    }

    @Test
    void end_ofAnAttachedStream_byTheServersOwnWord_isNoHangUp() throws Exception {
        var model = new SteeredModel();
        try (TestServer server = TestServer.start(model);
                EventClient client = EventClient.chat(server, "{\"message\": \"Hi\", \"attached\": true}")) {
            String run = client.next("run").json().at("run_id").text();
            SteeredModel.Reply reply = model.next().say("Well");
            client.text(4);
            Confab confab = server.context().getBean(Confab.class);
            CompletableFuture<Boolean> stopped = CompletableFuture
                    .supplyAsync(() -> confab.stop(Duration.ofSeconds(30)));

            assertEquals(List.of(new EventClient.Event(null, "retry", "1000")), client.rest());
            reply.say(", then.").end();

            assertTrue(stopped.get(20, TimeUnit.SECONDS));
            assertEquals("completed", server.get("/runs/" + run).json().at("status").text());
        }
    }
}
