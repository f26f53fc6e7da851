package dev.confab.rest.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.sync.SyncSimulation;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.rest.query.OpaqueWord;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that come back, over HTTP. */
@Timeout(60)
class SyncTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("max.message.length", "500"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawClient.Response send(String... changes) throws IOException {
        return server.exchange("POST", "/sync", "{\"client_id\": \"phone\", \"changes\": ["
                + String.join(", ", changes) + "]}");
    }

    private static List<JsonValue> results(String... changes) throws IOException {
        RawClient.Response response = send(changes);
        assertEquals(200, response.status(), response.body());
        assertEquals("phone", response.json().at("client_id").text());
        return response.json().at("results").items();
    }

    private static String session(String id, String more) {
        return "{\"op\": \"insert\", \"type\": \"session\", \"session_id\": \"" + id + "\"" + more + "}";
    }

    private static String message(String session, String id, String words) {
        return "{\"op\": \"insert\", \"type\": \"message\", \"session_id\": \"" + session + "\", \"message_id\": \""
                + id
                + "\", \"role\": \"user\", \"content\": \"" + words + "\"}";
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    private static JsonValue changes(String query) throws IOException {
        RawClient.Response response = server.get("/sync" + query);
        assertEquals(200, response.status(), response.body());
        return response.json();
    }

    /** What has changed since now. */
    private static String cursor() throws IOException {
        JsonValue page = changes("?limit=1000");
        while (page.at("more").toJson().equals("true")) {
            page = changes("?limit=1000&cursor=" + page.at("cursor").text());
        }
        return page.at("cursor").text();
    }

    @Test
    void sync_aBatch_isAppliedInOrderAndToldToOthers() throws Exception {
        String before = cursor();
        String session = fresh();
        String first = fresh();
        String second = fresh();

        List<JsonValue> told = results(session(session, ", \"title\": \"Motors\", \"client_id\": \"one\""),
                message(session, first, "What is a servo?"), message(session, second, "And a gearbox?"),
                "{\"op\": \"update\", \"type\": \"session\", \"session_id\": \"" + session
                        + "\", \"base_revision\": 0, \"title\": \"Servos\"}",
                "{\"op\": \"delete\", \"type\": \"message\", \"session_id\": \"" + session + "\", \"message_id\": \""
                        + first + "\"}");

        told.forEach(result -> assertEquals("applied", result.at("status").text()));
        assertEquals("one", told.getFirst().at("client_id").text());
        assertEquals("Motors", told.getFirst().at("session").at("title").text());
        assertEquals(2, told.get(2).at("message").at("seq").number());
        assertEquals(1, told.get(3).at("session").at("revision").number());
        assertFalse(told.get(4).at("deleted_at").isNull());
        JsonValue news = changes("?cursor=" + before);
        assertEquals(List.of("Servos"),
                news.at("sessions").items().stream().map(one -> one.at("title").text()).toList());
        assertEquals(List.of(second),
                news.at("messages").items().stream().map(one -> one.at("message_id").text()).toList());
        assertEquals(List.of(first), news.at("deleted_messages")
                .items()
                .stream()
                .map(one -> one.at("message_id").text())
                .toList());
        assertEquals(List.of(), news.at("deleted_sessions").items());

        assertEquals(204, server.exchange("DELETE", "/sessions/" + session, null).status());
        JsonValue gone = changes("?cursor=" + news.at("cursor").text());
        assertEquals(session, gone.at("deleted_sessions").items().getFirst().at("session_id").text());
        assertEquals("conflict", results(message(session, fresh(), "too late")).getFirst().at("status").text());
    }

    @Test
    void sync_oneInvalidChange_doesNotSpoilTheOthers() throws Exception {
        String session = fresh();
        List<JsonValue> told = results(session(session, ""), session(fresh(), ", \"title\": 1, \"colour\": \"red\""),
                message(session, fresh(), "\\u0000"), "7", message(session, fresh(), "x".repeat(501)),
                message(fresh(), fresh(), "nowhere"), session(fresh(), ", \"assistant_id\": \"" + fresh() + "\""),
                session(fresh(), ", \"document_ids\": [\"" + fresh() + "\"]"), message(session, fresh(), "right"));

        assertEquals(List.of("applied", "refused", "refused", "refused", "refused", "refused", "refused", "refused",
                "applied"), told.stream().map(result -> result.at("status").text()).toList());
        assertEquals(List.of("invalid_request", "invalid_request", "invalid_request", "too_long", "not_found",
                "assistant_not_found", "document_not_found"),
                told.subList(1, 8).stream().map(result -> result.at("error").at("code").text()).toList());
        assertEquals(List.of("/changes/1/title", "/changes/1/colour"), pointers(told.get(1)));
        assertEquals(List.of("/changes/2/content"), pointers(told.get(2)));
        assertEquals(List.of("/changes/3"), pointers(told.get(3)).subList(0, 1));
        assertEquals(List.of("/changes/4/content"), pointers(told.get(4)));
        assertEquals(List.of("/changes/5/session_id"), pointers(told.get(5)));
        assertEquals(List.of("/changes/6/assistant_id"), pointers(told.get(6)));
        assertEquals(List.of("/changes/7/document_ids"), pointers(told.get(7)));
        assertEquals(1, server.get("/sessions/" + session + "/messages").json().at("messages").items().size());
    }

    private static List<String> pointers(JsonValue result) {
        return result.at("error").at("errors").items().stream().map(error -> error.at("pointer").text()).toList();
    }

    @Test
    void sync_manyTextsThatCannotBeStored_storesNoneOfThemCut() throws Exception {
        String[] changes = IntStream.range(0, 100)
                .mapToObj(at -> session(fresh(),
                        at % 2 == 0 ? ", \"title\": \"a\\u0000\"" : ", \"metadata\": {\"a\": \"\\ud800\"}"))
                .toArray(String[]::new);

        for (JsonValue result : results(changes)) {
            assertEquals("refused", result.at("status").text());
            assertEquals("invalid_request", result.at("error").at("code").text());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{} | /changes", "{\"changes\": {}} | /changes",
            "{\"changes\": [], \"since\": 1} | /since", "{\"changes\": [], \"client_id\": 1} | /client_id" })
    void sync_aBatchThatIsNone_isRefusedAsAWhole(String body, String pointer) throws Exception {
        RawClient.Response response = server.exchange("POST", "/sync", body);

        assertEquals(400, response.status());
        assertEquals("invalid_request", response.json().at("code").text());
        assertEquals(pointer, response.json().at("errors").at(0).at("pointer").text());
    }

    @Test
    void sync_tooManyChanges_storesNothing() throws Exception {
        String session = fresh();
        String changes = IntStream.range(0, 201).mapToObj(at -> session(session, "")).collect(Collectors.joining(", "));

        RawClient.Response response = send(changes);

        assertEquals(400, response.status());
        assertEquals("/changes", response.json().at("errors").at(0).at("pointer").text());
        assertEquals(404, server.get("/sessions/" + session).status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{\"type\": \"session\", \"session_id\": \"@\"} | /op",
            "{\"op\": \"insert\", \"session_id\": \"@\"} | /type", "{\"op\": \"merge\", \"type\": \"session\"} | /op",
            "{\"op\": \"insert\", \"type\": \"session\"} | /session_id",
            "{\"op\": \"insert\", \"type\": \"session\", \"session_id\": \"x\"} | /session_id",
            "{\"op\": \"insert\", \"type\": \"session\", \"session_id\": \"@\", \"base_revision\": 0} | /base_revision",
            "{\"op\": \"update\", \"type\": \"session\", \"session_id\": \"@\"} | /base_revision",
            "{\"op\": \"update\", \"type\": \"session\", \"session_id\": \"@\", \"base_revision\": -1} | /base_revision",
            "{\"op\": \"delete\", \"type\": \"session\", \"session_id\": \"@\", \"title\": \"a\"} | /title",
            "{\"op\": \"delete\", \"type\": \"message\", \"session_id\": \"@\"} | /message_id",
            "{\"op\": \"insert\", \"type\": \"message\", \"session_id\": \"@\", \"message_id\": \"@\", \"content\": \"a\"} | /role",
            "{\"op\": \"update\", \"type\": \"message\", \"session_id\": \"@\", \"message_id\": \"@\", \"content\": \" \"} | /content" })
    void sync_aChangeThatIsNone_namesTheField(String change, String pointer) throws Exception {
        JsonValue result = results(change.replace("@", fresh())).getFirst();

        assertEquals("refused", result.at("status").text());
        assertEquals("invalid_request", result.at("error").at("code").text());
        assertTrue(pointers(result).contains("/changes/0" + pointer), result.toJson());
    }

    @Test
    void sync_whatSomebodyElseHas_tellsNothingOfIt() throws Exception {
        var theirs = new SessionId(UUID.randomUUID());
        server.standIns.catalog.create(new Owner("somebody-else"),
                new NewSession(theirs, true, SessionAttributes.DEFAULT));

        List<JsonValue> told = results(session(theirs.toString(), ""), message(theirs.toString(), fresh(), "hello"));

        assertEquals("session_id_taken", told.getFirst().at("error").at("code").text());
        assertEquals("not_found", told.get(1).at("error").at("code").text());
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "AAAA", "%20", "MCAxIDE" })
    void changes_sinceACursorThatWasNeverTold_areRefused(String word) throws Exception {
        RawClient.Response response = server.get("/sync?cursor=" + word);

        assertEquals(400, response.status());
        assertEquals("invalid_request", response.json().at("code").text());
    }

    @Test
    void changes_sinceACursorOfSomebodyElse_areRefused() throws Exception {
        String mine = cursor();
        byte[] bytes = OpaqueWord.read(mine).orElseThrow();
        bytes[0]++;
        String foreign = OpaqueWord.of(bytes);

        assertNotEquals(mine, foreign);
        assertEquals(200, server.get("/sync?cursor=" + mine).status());
        assertEquals(400, server.get("/sync?cursor=" + foreign).status());
    }

    @Test
    void changes_sinceDeletionsThatAreForgotten_areGone() throws Exception {
        String session = fresh();
        results(session(session, ""));
        String before = cursor();
        server.exchange("DELETE", "/sessions/" + session, null);
        server.standIns.memory.forgetDeletions(Instant.now().plusSeconds(60), 1_000);

        RawClient.Response response = server.get("/sync?cursor=" + before);

        assertEquals(410, response.status());
        assertEquals("cursor_too_old", response.json().at("code").text());
        assertEquals("false", response.header("x-should-retry"));
        assertEquals(200, server.get("/sync").status());
    }

    @ParameterizedTest
    @ValueSource(strings = { "?limit=0", "?limit=1001", "?since=1", "?cursor=a&cursor=b" })
    void changes_askedForInAnotherWay_areRefused(String query) throws Exception {
        assertEquals(400, server.get("/sync" + query).status());
    }

    @Test
    void messages_aroundADeletedOne_arePagedBothWays() throws Exception {
        String session = fresh();
        String second = fresh();
        results(session(session, ""), message(session, fresh(), "one"), message(session, second, "two"),
                message(session, fresh(), "three"), "{\"op\": \"delete\", \"type\": \"message\", \"session_id\": \""
                        + session + "\", \"message_id\": \"" + second + "\"}");

        JsonValue page = server.get("/sessions/" + session + "/messages?before=3").json();

        assertEquals(1, page.at("messages").items().size());
        assertEquals(1, page.at("later").number());
        JsonValue next = server.get("/sessions/" + session + "/messages?after=1").json();
        assertEquals(3, next.at("messages").items().getFirst().at("seq").number());
        assertEquals(3, server.get("/sessions/" + session).json().at("last_seq").number());
        assertTrue(server.get("/sessions/" + session + "/messages?before=100").json().at("later").isNull());
    }

    @Test
    void session_withAnAssistant_tellsIt() throws Exception {
        String assistant = server.exchange("POST", "/assistants", "{\"name\": \"n\", \"instructions\": \"i\"}")
                .json()
                .at("assistant_id")
                .text();
        RawClient.Response made = server.exchange("POST", "/sessions", "{\"assistant_id\": \"" + assistant + "\"}");
        assertEquals(201, made.status(), made.body());
        String session = made.json().at("session_id").text();
        assertEquals(assistant, made.json().at("assistant_id").text());
        assertEquals(assistant,
                server.get("/sessions/" + session + "/export").json().at("session").at("assistant_id").text());

        RawClient.Response without = server.exchange("PATCH", "/sessions/" + session, "{\"assistant_id\": null}");
        assertTrue(without.json().at("assistant_id").isNull());
        assertEquals(1, without.json().at("revision").number());
        for (String unknown : List.of("\"" + fresh() + "\"", "\"x\"")) {
            for (RawClient.Response refused : List.of(
                    server.exchange("POST", "/sessions", "{\"assistant_id\": " + unknown + "}"),
                    server.exchange("PATCH", "/sessions/" + session, "{\"assistant_id\": " + unknown + "}"))) {
                assertEquals(404, refused.status());
                assertEquals("assistant_not_found", refused.json().at("code").text());
            }
        }
    }

    @Test
    void devices_overHttp_endWithTheSameSessions() throws Exception {
        try (TestServer own = TestServer.start()) {
            assertTrue(new SyncSimulation(new HttpRemote(own), 7).run(120));
        }
    }
}
