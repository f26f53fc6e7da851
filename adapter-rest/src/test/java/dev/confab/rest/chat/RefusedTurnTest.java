package dev.confab.rest.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.Confab;
import dev.confab.domain.fault.LlmFault;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns that are not taken now: the client is told when to come back, and nothing was stored. */
@Timeout(60)
class RefusedTurnTest {

    private static final String HI = "{\"message\": \"Hi\"}";

    private static void isRefusedInEachOfTheThreeWays(TestServer server, String code, String retryAfter)
            throws Exception {
        int opened = server.standIns.store.opened();
        for (String way : List.of("Accept: application/json", "Accept: text/event-stream", "Prefer: respond-async")) {
            RawClient.Response refused = server.chat(HI, way);
            assertEquals(503, refused.status(), refused.body());
            assertEquals("application/problem+json", refused.header("content-type"));
            assertEquals(code, refused.json().at("code").text());
            assertEquals(retryAfter, refused.header("retry-after"));
        }
        assertEquals(opened, server.standIns.store.opened());
    }

    @Test
    void chat_whenAsManyRunsGoOnAsMay_isRefused() throws Exception {
        try (TestServer server = TestServer.start(Map.of("max.live.runs", "1"))) {
            server.standIns.model.hang().reply("Room again.");
            String run = server.chat(HI, "Prefer: respond-async").json().at("run_id").text();

            isRefusedInEachOfTheThreeWays(server, "overloaded", "1");

            assertEquals(200, server.exchange("POST", "/runs/" + run + "/cancel", null, "Content-Length: 0").status());
            long giveUp = System.nanoTime() + 20_000_000_000L;
            while (server.context().getBean(Confab.class).liveRuns() > 0) {
                assertTrue(System.nanoTime() < giveUp, "the run did not leave in time");
                Thread.sleep(5);
            }
            assertEquals("Room again.", server.chat(HI).json().at("response").text());
        }
    }

    @Test
    void chat_whileTheModelIsAway_isRefusedAndTheServerIsNotReady() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.standIns.model.away(new LlmFault.Unavailable("away", Optional.of(Duration.ofSeconds(6)), null));

            isRefusedInEachOfTheThreeWays(server, "model_away", "6");

            RawClient.Response ready = server.get("/health/ready");
            assertEquals(503, ready.status());
            JsonValue part = ready.json().at("parts").at("model");
            assertEquals("unhealthy", part.at("status").text());
            assertTrue(part.at("detail").text().contains("model_unavailable"), part.toJson());
            server.standIns.model.back().reply("Here.");
            assertEquals(200, server.get("/health/ready").status());
            assertEquals(200, server.chat(HI).status());
        }
    }

    @Test
    void chat_whenTheServerIsAboutToEnd_isRefusedAndTheServerIsNotReady() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.context().getBean(Confab.class).stop(Duration.ZERO);

            isRefusedInEachOfTheThreeWays(server, "stopping", "2");

            RawClient.Response ready = server.get("/health/ready");
            assertEquals(503, ready.status());
            assertEquals("stopping", ready.json().at("parts").at("turns").at("detail").text());
            assertEquals(200, server.get("/health/live").status());
        }
    }
}
