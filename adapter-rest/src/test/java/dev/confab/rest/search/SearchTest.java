package dev.confab.rest.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searching over HTTP. */
class SearchTest {

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonValue say(String message, String answer) throws IOException {
        server.standIns.model.reply(answer);
        return server.chat("{\"message\": \"" + message + "\"}").json();
    }

    private JsonValue search(String parameters) throws IOException {
        RawClient.Response response = server.get("/search?" + parameters);
        assertEquals(200, response.status(), response.body());
        assertEquals("no-store", response.header("cache-control"));
        return response.json();
    }

    private static String marked(JsonValue hit) {
        return hit.at("extract")
                .at("segments")
                .items()
                .stream()
                .map(each -> each.at("match").toJson().equals("true") ? "[" + each.at("text").text() + "]"
                        : each.at("text").text())
                .collect(Collectors.joining());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void search_rightAfterAnAnswer_findsQuestionAndAnswer() throws Exception {
        JsonValue answer = say("What is a <b>servo</b>?", "A servo keeps an angle.");

        JsonValue found = search("q=servo&role=assistant");
        assertEquals(1, found.at("hits").items().size());
        JsonValue hit = found.at("hits").items().getFirst();
        assertEquals(answer.at("session_id").text(), hit.at("session_id").text());
        assertEquals(answer.at("message_id").text(), hit.at("message_id").text());
        assertEquals(2, hit.at("seq").number());
        assertEquals("A [servo] keeps an angle.", marked(hit));
        JsonValue question = search("q=servo&role=user").at("hits").items().getFirst();
        assertEquals("What is a <b>[servo]</b>?", marked(question));
        assertEquals(0, search("q=servo&session_id=nobody").at("hits").items().size());
    }

    @Test
    void search_byPages_tellsEachOnce() throws Exception {
        for (int at = 0; at < 7; at++) {
            say("servo number " + at, "Fine.");
        }
        var ids = new ArrayList<String>();
        JsonValue page = search("q=" + encoded("servo ") + "&limit=3");
        while (true) {
            page.at("hits").items().forEach(hit -> ids.add(hit.at("message_id").text()));
            if (page.at("next").isNull()) {
                break;
            }
            page = search("q=" + encoded("servo ") + "&limit=3&cursor=" + encoded(page.at("next").text()));
        }
        assertEquals(7, ids.size());
        assertEquals(7, new HashSet<>(ids).size());
    }

    @Test
    void search_withTheCursorOfAnotherQuery_isRefused() throws Exception {
        say("servo one", "servo two");
        String next = search("q=servo&limit=1").at("next").text();

        assertEquals(400, server.get("/search?q=motor&limit=1&cursor=" + next).status());
        assertEquals(400, server.get("/search?q=servo&role=user&cursor=" + next).status());
        assertEquals(400, server.get("/search?q=servo&cursor=" + next + "AAAA").status());
        assertEquals(200, server.get("/search?q=servo&cursor=" + next).status());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "q=a&q=b", "q=%00", "q=a%00b", "q=a&limit=0", "q=a&limit=101", "q=a&limit=x",
            "q=a&cursor=", "q=a&cursor=abc", "q=a&cursor=%21", "q=a&role=nobody", "q=a&role=USER", "q=a&from=yesterday",
            "q=a&to=2026-01-01", "q=a&from=%2B999999999-01-01T00:00:00Z", "q=a&color=red", "limit=3" })
    void search_withAWrongParameter_isRefused(String parameters) throws Exception {
        RawClient.Response response = server.get("/search?" + parameters);

        assertEquals(400, response.status(), response.body());
        assertEquals("invalid_request", response.json().at("code").text());
    }

    @Test
    void search_forHostileText_isAnswered() throws Exception {
        say("a servo", "Fine.");
        for (String query : List.of("&|!():*", "'; DROP TABLE messages; --", "\"", "🦿", "x".repeat(500), "\uFFFF",
                "a:*<->b")) {
            JsonValue found = search("q=" + encoded(query));
            assertEquals("true", found.at("complete").toJson(), query);
        }
        RawClient.Response tooLong = server.get("/search?q=" + "x".repeat(501));
        assertEquals(400, tooLong.status());
        assertFalse(tooLong.body().contains("xxx"));
        assertTrue(server.get("/search?q=" + "x".repeat(10_000)).status() >= 400);
        assertEquals(406, server.get("/search?q=a", "Accept: text/html").status());
    }
}
