package dev.confab.rest.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.SteeredModel;
import dev.confab.rest.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions over HTTP, from their making to their deletion. */
@Timeout(60)
class SessionTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawClient.Response create(String json) throws IOException {
        return server.exchange("POST", "/sessions", json);
    }

    private static String made(String json) throws IOException {
        RawClient.Response response = create(json);
        assertEquals(201, response.status(), response.body());
        return response.json().at("session_id").text();
    }

    private static RawClient.Response patch(String id, String json, String... headers) throws IOException {
        return server.exchange("PATCH", "/sessions/" + id, json, headers);
    }

    private static RawClient.Response say(String id, String json) throws IOException {
        return server.exchange("POST", "/sessions/" + id + "/messages", json);
    }

    private static List<String> contents(JsonValue list) {
        return list.at("messages").items().stream().map(message -> message.at("content").text()).toList();
    }

    @Test
    void create_tellsTheSessionAndWhereItIs() throws Exception {
        RawClient.Response response = create("{\"title\": \"Motors\", \"mode\": \"grounded_rag\", "
                + "\"metadata\": {\"app\": \"demo\"}, \"document_ids\": []}");

        assertEquals(201, response.status(), response.body());
        JsonValue session = response.json();
        String id = session.at("session_id").text();
        assertEquals("/sessions/" + id, response.header("location"));
        assertEquals("\"0-0\"", response.header("etag"));
        assertEquals("Motors", session.at("title").text());
        assertEquals("grounded_rag", session.at("mode").text());
        assertEquals("demo", session.at("metadata").at("app").text());
        assertEquals(0, session.at("last_seq").number());
        assertTrue(session.at("branch_of").isNull());
        RawClient.Response read = server.get("/sessions/" + id);
        assertEquals(response.body(), read.body());
        assertEquals(response.header("etag"), read.header("etag"));
    }

    @Test
    void create_underTheClientsOwnId_isTheSameSessionAgain() throws Exception {
        String id = UUID.randomUUID().toString();
        String body = "{\"session_id\": \"" + id + "\", \"title\": \"mine\"}";
        assertEquals(201, create(body).status());
        patch(id, "{\"title\": \"renamed\"}");

        RawClient.Response again = create(body);

        assertEquals(200, again.status());
        assertEquals("renamed", again.json().at("title").text());
        assertEquals("/sessions/" + id, again.header("location"));
    }

    @Test
    void create_underATakenId_tellsNotWhose() throws Exception {
        String mine = made("{}");
        var theirs = new SessionId(UUID.randomUUID());
        server.standIns.catalog.create(new Owner("somebody-else"),
                new NewSession(theirs, true, SessionAttributes.DEFAULT));
        String deleted = made("{\"session_id\": \"" + UUID.randomUUID() + "\"}");
        assertEquals(204, server.exchange("DELETE", "/sessions/" + deleted, null).status());

        RawClient.Response first = server.exchange("POST", "/sessions", "{\"session_id\": \"" + mine + "\"}",
                "X-Request-Id: same");
        assertEquals(409, first.status());
        assertEquals("session_id_taken", first.json().at("code").text());
        for (String id : List.of(theirs.toString(), deleted)) {
            RawClient.Response other = server.exchange("POST", "/sessions", "{\"session_id\": \"" + id + "\"}",
                    "X-Request-Id: same");
            assertEquals(409, other.status());
            assertEquals(first.body(), other.body());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{\"session_id\": \"x\"} | /session_id", "{\"title\": \" \"} | /title",
            "{\"title\": 1} | /title", "{\"mode\": \"closed\"} | /mode", "{\"metadata\": {\"a\": 1}} | /metadata/a",
            "{\"document_ids\": \"x\"} | /document_ids", "{\"owner\": \"me\"} | /owner",
            "{\"title\": \"\\u0000\"} | /title" })
    void create_ofWhatIsNotValid_namesTheField(String body, String pointer) throws Exception {
        RawClient.Response response = create(body);

        assertEquals(400, response.status(), response.body());
        assertEquals(pointer, response.json().at("errors").at(0).at("pointer").text());
    }

    @Test
    void create_withADocumentThatIsNotThere_isRefused() throws Exception {
        RawClient.Response response = create("{\"document_ids\": [\"" + UUID.randomUUID() + "\"]}");

        assertEquals(404, response.status());
        assertEquals("document_not_found", response.json().at("code").text());
    }

    @Test
    void change_isAMergePatch() throws Exception {
        String id = made(
                "{\"title\": \"one\", \"mode\": \"grounded_rag\", \"metadata\": {\"a\": \"1\", \"b\": \"2\"}}");

        JsonValue changed = patch(id, "{\"metadata\": {\"a\": null, \"c\": \"3\"}}",
                "Content-Type: application/merge-patch+json; charset=utf-8").json();
        assertEquals("one", changed.at("title").text());
        assertEquals(List.of("b", "c"), List.copyOf(changed.at("metadata").names()));
        JsonValue cleared = patch(id, "{\"title\": null, \"mode\": null, \"metadata\": null, \"document_ids\": null}")
                .json();

        assertTrue(cleared.at("title").isNull());
        assertEquals("open_chat", cleared.at("mode").text());
        assertEquals(List.of(), List.copyOf(cleared.at("metadata").names()));
        assertEquals("\"2-0\"", server.get("/sessions/" + id).header("etag"));
        RawClient.Response same = patch(id, "{}");
        assertEquals(200, same.status());
        assertEquals("\"2-0\"", same.header("etag"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{\"title\": \"\"} | /title", "{\"metadata\": {\"a\": [1]}} | /metadata/a",
            "{\"name\": \"x\"} | /name", "{\"session_id\": \"x\"} | /session_id", "[] | ''" })
    void change_intoWhatIsNotValid_namesTheFieldAndChangesNothing(String body, String pointer) throws Exception {
        String id = made("{\"title\": \"stays\"}");

        RawClient.Response response = patch(id, body);

        assertEquals(400, response.status(), response.body());
        assertEquals(pointer, response.json().at("errors").at(0).at("pointer").text());
        assertEquals("\"0-0\"", server.get("/sessions/" + id).header("etag"));
    }

    @Test
    void change_beyondTheLimitOfMetadata_isRefused() throws Exception {
        String id = made("{}");
        for (int half = 0; half < 2; half++) {
            String entries = String.join(", ", IntStream.range(half * 9, half * 9 + 9)
                    .mapToObj(at -> "\"k" + at + "\": \"v\"")
                    .toList());
            RawClient.Response response = patch(id, "{\"metadata\": {" + entries + "}}");
            assertEquals(half == 0 ? 200 : 400, response.status(), response.body());
        }
        assertEquals(9, server.get("/sessions/" + id).json().at("metadata").names().size());
    }

    @Test
    void ifMatch_ofAnotherState_isRefused() throws Exception {
        String id = made("{}");
        String tag = String.valueOf(server.get("/sessions/" + id).header("etag"));
        assertEquals(200, patch(id, "{\"title\": \"a\"}", "If-Match: \"x\", " + tag).status());

        for (String stale : List.of(tag, "\"x\"", "W/\"1-0\"", "W/" + tag)) {
            RawClient.Response refused = patch(id, "{\"title\": \"b\"}", "If-Match: " + stale);
            assertEquals(412, refused.status());
            assertEquals("precondition_failed", refused.json().at("code").text());
            assertEquals(412, server.exchange("DELETE", "/sessions/" + id, null, "If-Match: " + stale).status());
        }
        assertEquals(400, patch(id, "{\"title\": \"b\"}", "If-Match: 1-0").status());
        assertEquals(200, patch(id, "{\"title\": \"b\"}", "If-Match: *").status());
        say(id, "{\"role\": \"user\", \"content\": \"hello\"}");
        assertEquals(412, server.exchange("DELETE", "/sessions/" + id, null, "If-Match: \"2-0\"").status());
        assertEquals(204, server.exchange("DELETE", "/sessions/" + id, null, "If-Match: \"2-1\"").status());
    }

    @Test
    void ifMatch_ofTheSameStateAtOnce_succeedsOnce() throws Exception {
        String id = made("{}");
        List<Callable<Integer>> patches = IntStream.range(0, 6)
                .<Callable<Integer>>mapToObj(
                        nth -> () -> patch(id, "{\"title\": \"t" + nth + "\"}", "If-Match: \"0-0\"").status())
                .toList();
        List<Integer> statuses = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(patches.size())) {
            for (Future<Integer> done : pool.invokeAll(patches)) {
                statuses.add(done.get());
            }
        }

        assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses.toString());
        assertEquals(5, statuses.stream().filter(status -> status == 412).count(), statuses.toString());
    }

    @Test
    void ifNoneMatch_ofTheSameState_sendsNothing() throws Exception {
        String id = made("{}");
        String tag = String.valueOf(server.get("/sessions/" + id).header("etag"));

        RawClient.Response same = server.get("/sessions/" + id, "If-None-Match: \"x\", W/" + tag);
        assertEquals(304, same.status());
        assertEquals(tag, same.header("etag"));
        assertEquals("", same.body());
        say(id, "{\"role\": \"user\", \"content\": \"hello\"}");
        assertEquals(200, server.get("/sessions/" + id, "If-None-Match: " + tag).status());
    }

    @Test
    void list_givesPagesAndFilters() throws Exception {
        String mark = UUID.randomUUID().toString();
        for (int nth = 0; nth < 5; nth++) {
            made("{\"title\": \"List " + nth + "\", \"metadata\": {\"mark\": \"" + mark + "\"}}");
        }
        List<String> titles = new ArrayList<>();
        String next = "";
        do {
            JsonValue page = server.get("/sessions?limit=2&metadata.mark=" + mark + next).json();
            page.at("sessions").items().forEach(session -> titles.add(session.at("title").text()));
            next = page.at("next").isNull() ? "" : "&cursor=" + page.at("next").text();
        } while (!next.isEmpty());

        assertEquals(List.of("List 4", "List 3", "List 2", "List 1", "List 0"), titles);
        assertEquals(1, server.get("/sessions?title=LIST%203&metadata.mark=" + mark)
                .json()
                .at("sessions")
                .items()
                .size());
        assertEquals(0, server.get("/sessions?mode=grounded_rag&metadata.mark=" + mark)
                .json()
                .at("sessions")
                .items()
                .size());
        assertEquals(5, server.get("/sessions?order=updated&mode=open_chat&metadata.mark=" + mark)
                .json()
                .at("sessions")
                .items()
                .size());
    }

    @ParameterizedTest
    @ValueSource(strings = { "limit=0", "limit=201", "limit=x", "order=name", "mode=x", "cursor=x", "cursor=",
            "cursor=%27", "titel=x", "title=", "title=%00", "limit=1&limit=2", "metadata.a=%00" })
    void list_ofWhatIsNotValid_isRefused(String query) throws Exception {
        RawClient.Response response = server.get("/sessions?" + query);

        assertEquals(400, response.status(), response.body());
        assertTrue(response.json().at("detail").text().contains("parameter"), response.body());
    }

    @Test
    void messages_ofATurnAndAdded_areReadInPagesBothWays() throws Exception {
        String id = made("{}");
        server.standIns.model.reply("A turning force.");
        JsonValue answer = server.chat("{\"message\": \"What is torque?\", \"session_id\": \"" + id + "\"}").json();
        RawClient.Response added = say(id, "{\"role\": \"user\", \"content\": \"Thanks.\"}");

        assertEquals(201, added.status(), added.body());
        assertEquals(3, added.json().at("seq").number());
        assertTrue(added.json().at("run_id").isNull());
        JsonValue all = server.get("/sessions/" + id + "/messages").json();
        assertEquals(List.of("What is torque?", "A turning force.", "Thanks."), contents(all));
        JsonValue second = all.at("messages").at(1);
        assertEquals(answer.at("message_id").text(), second.at("message_id").text());
        assertEquals(answer.at("run_id").text(), second.at("run_id").text());
        assertEquals("assistant", second.at("role").text());
        assertEquals("complete", second.at("status").text());
        assertEquals(1, second.at("turn").number());
        assertTrue(all.at("earlier").isNull());
        assertTrue(all.at("later").isNull());
        JsonValue latest = server.get("/sessions/" + id + "/messages?limit=2&before=99").json();
        assertEquals(List.of("A turning force.", "Thanks."), contents(latest));
        assertEquals(2, latest.at("earlier").number());
        assertTrue(latest.at("later").isNull());
        JsonValue first = server.get("/sessions/" + id + "/messages?limit=2&before=2").json();
        assertEquals(List.of("What is torque?"), contents(first));
        assertTrue(first.at("earlier").isNull());
        assertEquals(1, first.at("later").number());
        JsonValue page = server.get("/sessions/" + id + "/messages?limit=1&after=1").json();
        assertEquals(List.of("A turning force."), contents(page));
        assertEquals(2, page.at("later").number());
        for (String query : List.of("after=1&before=2", "after=-1", "limit=501", "seq=1")) {
            assertEquals(400, server.get("/sessions/" + id + "/messages?" + query).status(), query);
        }
    }

    @Test
    void add_underOneName_isOneMessage() throws Exception {
        String id = made("{}");
        String body = "{\"role\": \"assistant\", \"content\": \"Hello.\", \"client_message_id\": \"one\"}";
        RawClient.Response first = say(id, body);
        RawClient.Response again = say(id, body);
        RawClient.Response other = say(id, body.replace("Hello", "Bye"));

        assertEquals(201, first.status());
        assertEquals(200, again.status());
        assertEquals(first.body(), again.body());
        assertEquals(409, other.status());
        assertEquals("idempotency_conflict", other.json().at("code").text());
        String elsewhere = made("{}");
        assertNotEquals(first.json().at("message_id").text(), say(elsewhere, body).json().at("message_id").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{\"content\": \"x\"} | /role",
            "{\"role\": \"system\", \"content\": \"x\"} | /role",
            "{\"role\": \"user\"} | /content", "{\"role\": \"user\", \"content\": \" \"} | /content",
            "{\"role\": \"user\", \"content\": \"x\", \"seq\": 1} | /seq" })
    void add_ofWhatIsNotValid_namesTheFieldAndStoresNothing(String body, String pointer) throws Exception {
        String id = made("{}");

        RawClient.Response response = say(id, body);

        assertEquals(400, response.status(), response.body());
        assertEquals(pointer, response.json().at("errors").at(0).at("pointer").text());
        assertEquals(List.of(), contents(server.get("/sessions/" + id + "/messages").json()));
    }

    @Test
    void add_thatIsTooLong_isRefused() throws Exception {
        RawClient.Response response = say(made("{}"),
                "{\"role\": \"user\", \"content\": \"" + "x".repeat(32_001) + "\"}");

        assertEquals(400, response.status());
        assertEquals("too_long", response.json().at("code").text());
    }

    @Test
    void everyCall_aboutSomebodyElsesSession_isAnsweredLikeAnUnknownOne() throws Exception {
        var theirs = new SessionId(UUID.randomUUID());
        server.standIns.catalog.create(new Owner("somebody-else"),
                new NewSession(theirs, true, SessionAttributes.DEFAULT));
        String[][] calls = { { "GET", "", null }, { "PATCH", "", "{\"title\": \"x\"}" }, { "DELETE", "", null },
                { "GET", "/messages", null }, { "POST", "/messages", "{\"role\": \"user\", \"content\": \"x\"}" } };
        for (String[] call : calls) {
            RawClient.Response foreign = server.exchange(call[0], "/sessions/" + theirs + call[1], call[2],
                    "X-Request-Id: same");
            for (String id : List.of(UUID.randomUUID().toString(), "x")) {
                RawClient.Response unknown = server.exchange(call[0], "/sessions/" + id + call[1], call[2],
                        "X-Request-Id: same");
                assertEquals(404, unknown.status());
                assertEquals(unknown.body(), foreign.body());
                assertEquals(unknown.headers().keySet(), foreign.headers().keySet());
            }
        }
    }

    @Test
    void delete_whileAnAnswerIsWritten_cutsTheModelAndEndsTheStream() throws Exception {
        var model = new SteeredModel();
        try (TestServer own = TestServer.start(model);
                EventClient client = EventClient.chat(own, "{\"message\": \"Hi\"}")) {
            JsonValue run = client.next("run").json();
            SteeredModel.Reply reply = model.next().say("Let me thi");
            client.text(10);
            String id = run.at("session_id").text();
            assertEquals(409, own.exchange("POST", "/sessions/" + id + "/messages",
                    "{\"role\": \"user\", \"content\": \"x\"}").status());

            assertEquals(204, own.exchange("DELETE", "/sessions/" + id, null).status());

            assertTrue(reply.awaitClosed());
            JsonValue done = client.rest().getLast().json();
            assertEquals("cancelled", done.at("status").text());
            assertTrue(done.at("message_id").isNull());
            assertEquals(404, own.get("/sessions/" + id).status());
            assertEquals(404, own.get("/sessions/" + id + "/messages").status());
            assertEquals(404, own.get("/runs/" + run.at("run_id").text()).status());
        }
    }

    @Test
    void delete_whileAClientWaits_answersIt() throws Exception {
        var model = new SteeredModel();
        try (TestServer own = TestServer.start(model); RawClient client = own.connect()) {
            client.send(own.request("POST", "/chat", "{\"message\": \"Hi\"}"));
            SteeredModel.Reply reply = model.next();
            String id = reply.call.session().toString();

            assertEquals(204, own.exchange("DELETE", "/sessions/" + id, null).status());

            RawClient.Response answer = client.read();
            assertEquals(409, answer.status());
            assertEquals("run_interrupted", answer.json().at("code").text());
            assertNull(own.get("/sessions/" + id).header("etag"));
        }
    }
}
