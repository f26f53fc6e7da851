package dev.confab.rest.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.Confab;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import dev.confab.rest.testing.Tokens;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users may use, over HTTP. */
@Timeout(60)
class QuotaTest {

    private static final String HI = "{\"message\": \"Hi\"}";
    private static final List<String> WAYS = List.of("Accept: application/json", "Accept: text/event-stream",
            "Prefer: respond-async");
    /** What a turn without a history holds back is some four thousand tokens and what the scripted model may answer. */
    private static final String ENOUGH_FOR_ONE = "9000";

    private static TestServer server(String... settings) {
        return server(Map.of(), settings);
    }

    private static TestServer server(Map<String, Object> users, String... settings) {
        var all = new HashMap<>(users);
        for (int at = 0; at < settings.length; at += 2) {
            all.put(settings[at], settings[at + 1]);
        }
        return TestServer.start(all);
    }

    private static void replies(TestServer server, int tokens) {
        server.standIns.model.script(List.of(new ReplyEvent.Delta(PlainText.of("Fine.")),
                new ReplyEvent.Completed(FinishReason.STOP, Optional.of(new Usage(tokens, 0)))));
    }

    private static void isRefused(RawClient.Response response, String code) {
        assertEquals(429, response.status(), response.body());
        assertEquals("application/problem+json", response.header("content-type"));
        assertEquals(code, response.json().at("code").text());
        assertTrue(Long.parseLong(String.valueOf(response.header("retry-after"))) >= 1);
    }

    private static JsonValue used(TestServer server, int nth) throws IOException {
        return server.get("/account/usage").json().at("limits").at(nth);
    }

    @Test
    void nothingLimited_noAnswerSpeaksOfIt() throws Exception {
        try (TestServer server = server()) {
            replies(server, 1);
            RawClient.Response answer = server.chat(HI);
            assertEquals(200, answer.status());
            assertNull(answer.header("ratelimit"));
            assertNull(answer.header("ratelimit-policy"));
            RawClient.Response usage = server.get("/account/usage");
            assertEquals("{\"limits\":[]}", usage.body());
            assertNull(usage.header("ratelimit"));
        }
    }

    @Test
    void requests_areCounted_toldAndRefused_exceptThoseOfTheService() throws Exception {
        try (TestServer server = server("requests.per.minute", "3", "live.runs.per.user", "2")) {
            replies(server, 1);
            RawClient.Response first = server.chat(HI);
            assertEquals(200, first.status());
            assertEquals("\"requests_per_minute\";q=3;w=60, \"live_runs\";q=2;qu=\"concurrent-requests\"",
                    first.header("ratelimit-policy"));
            String left = String.valueOf(first.header("ratelimit"));
            assertTrue(left.matches("\"requests_per_minute\";r=2;t=6[01], \"live_runs\";r=2"), left);
            RawClient.Response wrong = server.exchange("POST", "/retrieve", "{}");
            assertEquals(400, wrong.status());
            assertTrue(String.valueOf(wrong.header("ratelimit")).startsWith("\"requests_per_minute\";r=1;"));
            JsonValue requests = used(server, 0);
            assertEquals("requests_per_minute", requests.at("limit").text());
            assertEquals(3, requests.at("used").number());
            assertEquals(0, requests.at("left").number());

            for (String way : WAYS) {
                RawClient.Response refused = server.chat(HI, way);
                isRefused(refused, "rate_limited");
                assertTrue(Integer.parseInt(String.valueOf(refused.header("retry-after"))) <= 61);
                assertTrue(String.valueOf(refused.header("ratelimit")).startsWith("\"requests_per_minute\";r=0;t="));
            }
            for (String path : List.of("/documents", "/sessions", "/search?q=x", "/account/usage", "/export")) {
                isRefused(server.get(path), "rate_limited");
            }
            for (String path : List.of("/health", "/health/live", "/docs", "/openapi.json", "/problems")) {
                RawClient.Response open = server.get(path);
                assertEquals(200, open.status());
                assertNull(open.header("ratelimit"));
            }
            assertEquals(404, server.get("/nothing").status());
            assertEquals(1, server.standIns.store.opened());
        }
    }

    @Test
    void users_areCountedEachForHimself_andStrangersNotAtAll() throws Exception {
        try (TestServer server = server(Tokens.USERS, "requests.per.minute", "2")) {
            String ada = Tokens.header(Tokens.make(server, "ada"));
            String again = Tokens.header(Tokens.make(server, "ada"));
            String bob = Tokens.header(Tokens.make(server, "bob"));

            assertEquals(200, server.get("/documents", ada).status());
            assertEquals(200, server.get("/documents", again).status());
            isRefused(server.get("/documents", again), "rate_limited");
            RawClient.Response unknown = server.get("/documents");
            assertEquals(401, unknown.status());
            assertNull(unknown.header("ratelimit"));
            assertEquals(200, server.get("/documents", bob).status());
        }
    }

    @Test
    void runsAtOnce_beyondTheLimit_areRefusedInEachOfTheThreeWays_untilOneEnds() throws Exception {
        try (TestServer server = server("live.runs.per.user", "1")) {
            server.standIns.model.hang();
            String run = server.chat(HI, "Prefer: respond-async").json().at("run_id").text();
            int opened = server.standIns.store.opened();

            for (String way : WAYS) {
                RawClient.Response refused = server.chat(HI, way);
                isRefused(refused, "too_many_runs");
                assertEquals("5", refused.header("retry-after"));
                assertEquals("\"live_runs\";r=0", refused.header("ratelimit"));
            }
            isRefused(server.chat("{\"message\": \"Hi\", \"store\": false, \"history\": []}"), "too_many_runs");
            assertEquals(opened, server.standIns.store.opened());

            assertEquals(200, server.exchange("POST", "/runs/" + run + "/cancel", null, "Content-Length: 0").status());
            replies(server, 1);
            assertEquals(200, server.chat(HI).status());
        }
    }

    @Test
    void tokens_beyondTheLimit_areRefusedUntilMidnight_andARepeatedTurnIsAnsweredAllTheSame() throws Exception {
        try (TestServer server = server("tokens.per.day", ENOUGH_FOR_ONE)) {
            replies(server, 8_000);
            String keyed = "{\"message\": \"Hi\", \"client_message_id\": \"one\"}";
            RawClient.Response first = server.chat(keyed);
            assertEquals(200, first.status(), first.body());

            for (String way : WAYS) {
                RawClient.Response refused = server.chat(HI, way);
                isRefused(refused, "quota_exceeded");
                assertTrue(String.valueOf(refused.header("ratelimit"))
                        .matches("\"tokens_per_day\";r=1000;t=" + refused.header("retry-after") + "|.*"));
            }
            assertEquals(first.json().at("response").text(), server.chat(keyed).json().at("response").text());
            JsonValue tokens = used(server, 0);
            assertEquals("tokens_per_day", tokens.at("limit").text());
            assertEquals(8_000, tokens.at("used").number());
            assertEquals(0, tokens.at("held").number());
            assertEquals(1_000, tokens.at("left").number());
            assertTrue(tokens.at("renewed_at").text().endsWith("T00:00:00Z"), tokens.toJson());
            assertEquals(1, server.standIns.store.opened());
        }
    }

    @Test
    void money_beyondTheCeiling_isRefused_byTheMonthToo() throws Exception {
        try (TestServer server = server("spend.per.day", "1", "spend.per.month", "1.5", "model.prices",
                "script=10/20, other=1/1")) {
            replies(server, 98_000);
            assertEquals(200, server.chat(HI).status());
            RawClient.Response refused = server.chat(HI);
            isRefused(refused, "spend_ceiling");
            assertEquals(
                    "\"spend_per_day\";q=1000000;qu=\"micros\";w=86400, \"spend_per_month\";q=1500000;qu=\"micros\"",
                    refused.header("ratelimit-policy"));
            assertEquals(980_000, used(server, 0).at("used").number());
            assertEquals(520_000, used(server, 1).at("left").number());
            assertTrue(used(server, 1).at("renewed_at").text().endsWith("-01T00:00:00Z"));
        }
    }

    @Test
    void erasure_forgetsWhatWasUsed() throws Exception {
        try (TestServer server = server("tokens.per.day", ENOUGH_FOR_ONE)) {
            server.context().getBean(Confab.class).quotas().charge(Owner.LOCAL, "script", new Usage(9, 0));
            assertEquals(9, used(server, 0).at("used").number());
            assertEquals(200,
                    server.exchange("POST", "/account/erasure", "{\"confirm\": \"erase everything\"}").status());
            assertEquals(0, used(server, 0).at("used").number());
            assertEquals(0,
                    server.context().getBean(QuotaStore.class).admit(Owner.LOCAL, Limits.NONE).standing().requests());
        }
    }

    @Test
    void burst_isAdmittedUpToTheLimit() throws Exception {
        try (TestServer server = server("requests.per.minute", "20");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> call = () -> server.get("/documents").status();
            long admitted = 0;
            for (Future<Integer> status : threads.invokeAll(IntStream.range(0, 100).mapToObj(nth -> call).toList())) {
                admitted += status.get() == 200 ? 1 : 0;
            }
            assertEquals(20, admitted);
        }
    }
}
