package dev.confab.rest.assistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.llm.ModelCall;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient.Response;
import dev.confab.rest.testing.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AssistantTest {

    private static final String FULL = """
            {"name": "Knee physio", "description": "For knees.", "instructions": "You know knees.",
             "model": "knee-model-2", "temperature": 0.25, "max_answer_tokens": 321, "history_messages": 3,
             "document_ids": [], "mode": "open_chat", "conversation_memory": true,
             "metadata": {"zebra": "1", "a": "ü"}}""";

    private static TestServer server = unset();

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Response post(String json) throws Exception {
        return server.exchange("POST", "/assistants", json);
    }

    private static String add(String json) throws Exception {
        Response made = post(json);
        assertEquals(201, made.status(), made.body());
        return made.json().at("assistant_id").text();
    }

    private static Response patch(String id, String json, String... headers) throws Exception {
        return server.exchange("PATCH", "/assistants/" + id, json, headers);
    }

    @Test
    void post_makesWhatGetTells() throws Exception {
        Response made = post(FULL);

        assertEquals(201, made.status());
        JsonValue assistant = made.json();
        String id = assistant.at("assistant_id").text();
        assertEquals("/assistants/" + id, made.header("location"));
        assertEquals("\"1\"", made.header("etag"));
        assertEquals("no-store", made.header("cache-control"));
        JsonValue asked = JsonValue.parse(FULL);
        for (String field : asked.names()) {
            assertEquals(asked.at(field), assistant.at(field), field);
        }
        Response read = server.get("/assistants/" + id);
        assertEquals(assistant, read.json());
        assertEquals("\"1\"", read.header("etag"));
    }

    @Test
    void post_ofTheLeast_leavesTheRestOpen() throws Exception {
        JsonValue assistant = post("{\"name\": \"n\", \"instructions\": \"i\"}").json();

        for (String field : List.of("description", "model", "temperature", "max_answer_tokens", "history_messages",
                "document_ids", "mode", "conversation_memory")) {
            assertTrue(assistant.at(field).isNull(), field);
        }
        assertEquals("{}", assistant.at("metadata").toJson());
    }

    @Test
    void post_withAnIdOfTheClient_mayBeSentAgain() throws Exception {
        String id = UUID.randomUUID().toString();
        String json = "{\"assistant_id\": \"" + id + "\", \"name\": \"n\", \"instructions\": \"i\"}";

        assertEquals(id, add(json));
        Response again = post(json);
        Response other = post(json.replace("\"i\"", "\"j\""));

        assertEquals(200, again.status());
        assertEquals("/assistants/" + id, again.header("location"));
        assertEquals(409, other.status());
        assertEquals("assistant_exists", other.json().at("code").text());
        assertEquals("i", server.get("/assistants/" + id).json().at("instructions").text());
    }

    @Test
    void post_ofWhatIsWrong_namesEachAndStoresNothing() throws Exception {
        int before = all().size();
        Map<String, String> wrong = Map.ofEntries(Map.entry("name", "\" \""), Map.entry("instructions", "7"),
                Map.entry("description", "\"" + "d".repeat(AssistantDraft.MAX_DESCRIPTION + 1) + "\""),
                Map.entry("model", "\"a\\nb\""), Map.entry("temperature", "2.5"),
                Map.entry("max_answer_tokens", "0"), Map.entry("history_messages", "201"),
                Map.entry("document_ids", "\"x\""), Map.entry("mode", "\"closed\""),
                Map.entry("conversation_memory", "\"yes\""), Map.entry("metadata", "{\"a\": 1}"),
                Map.entry("assistant_id", "\"x\""), Map.entry("owner", "\"me\""));

        Response all = post(wrong.entrySet()
                .stream()
                .map(field -> "\"" + field.getKey() + "\": " + field.getValue())
                .collect(Collectors.joining(", ", "{", "}")));

        assertEquals(400, all.status());
        assertEquals(wrong.keySet()
                .stream()
                .map(field -> field.equals("metadata") ? "/metadata/a" : "/" + field)
                .sorted()
                .toList(),
                all.json()
                        .at("errors")
                        .items()
                        .stream()
                        .map(error -> error.at("pointer").text())
                        .sorted()
                        .toList());
        for (String bad : List.of("{}", "{\"name\": \"n\"}", "{\"instructions\": \"i\"}", "[]",
                "{\"name\": null, \"instructions\": \"i\"}",
                "{\"name\": \"" + "n".repeat(201) + "\", \"instructions\": \"i\"}",
                "{\"name\": \"n\", \"instructions\": \"" + "i".repeat(32_001) + "\"}",
                "{\"name\": \"n\", \"instructions\": \"i\", \"temperature\": 1e400}",
                "{\"name\": \"n\", \"instructions\": \"i\", \"temperature\": \"hot\"}")) {
            assertEquals(400, post(bad).status(), bad);
        }
        Response unknown = post("{\"name\": \"n\", \"instructions\": \"i\", \"document_ids\": [\"" + UUID.randomUUID()
                + "\"]}");
        assertEquals(404, unknown.status());
        assertEquals("/document_ids", unknown.json().at("errors").at(0).at("pointer").text());
        assertEquals(before, all().size());
    }

    @Test
    void patch_changesWhatItNames_andNullLeavesOpen() throws Exception {
        String id = add(FULL);

        Response changed = patch(id, """
                {"description": null, "model": null, "temperature": null, "max_answer_tokens": null,
                 "history_messages": 0, "document_ids": null, "mode": "grounded_rag", "conversation_memory": false,
                 "metadata": {"zebra": null, "b": "2"}, "name": "Physio"}""",
                "Content-Type: application/merge-patch+json");

        assertEquals(200, changed.status(), changed.body());
        assertEquals("\"2\"", changed.header("etag"));
        JsonValue now = changed.json();
        assertEquals("Physio", now.at("name").text());
        assertEquals("You know knees.", now.at("instructions").text());
        for (String field : List.of("description", "model", "temperature", "max_answer_tokens", "document_ids")) {
            assertTrue(now.at(field).isNull(), field);
        }
        assertEquals(0, now.at("history_messages").number());
        assertEquals("grounded_rag", now.at("mode").text());
        assertEquals("false", now.at("conversation_memory").toJson());
        assertEquals(JsonValue.parse("{\"a\": \"ü\", \"b\": \"2\"}"), now.at("metadata"));
        assertEquals("{}", patch(id, "{\"metadata\": null}").json().at("metadata").toJson());
        assertEquals("\"3\"", patch(id, "{}").header("etag"));
        assertEquals("\"3\"", patch(id, "{\"name\": \"Physio\"}").header("etag"));
    }

    @Test
    void patch_ofWhatIsWrong_changesNothing() throws Exception {
        String id = add(FULL);
        String before = server.get("/assistants/" + id).body();
        var many = new ArrayList<String>(Collections.nCopies(15, ""));
        many.replaceAll(none -> "\"" + UUID.randomUUID() + "\": \"x\"");

        for (String bad : List.of("{\"name\": null}", "{\"instructions\": \"\"}", "{\"assistant_id\": \"x\"}",
                "{\"temperature\": -1}", "{\"metadata\": {" + String.join(", ", many) + "}}", "7")) {
            Response refused = patch(id, bad);
            assertEquals(400, refused.status(), bad);
            assertFalse(refused.json().at("errors").items().isEmpty(), bad);
        }
        assertEquals(415, patch(id, "{}", "Content-Type: text/plain").status());
        assertEquals(before, server.get("/assistants/" + id).body());
    }

    @Test
    void patchAndDelete_ofAnotherRevision_are412() throws Exception {
        String id = add(FULL);
        patch(id, "{\"name\": \"Two\"}");

        for (String tag : List.of("\"1\"", "W/\"2\"", "\"x\"", "\"1\", \"3\"")) {
            Response stale = patch(id, "{\"name\": \"Three\"}", "If-Match: " + tag);
            assertEquals(412, stale.status(), tag);
            assertEquals("precondition_failed", stale.json().at("code").text());
            assertEquals("\"2\"", stale.header("etag"));
            assertEquals(412,
                    server.exchange("DELETE", "/assistants/" + id, null, "If-Match: " + tag).status(), tag);
        }
        assertEquals(400, patch(id, "{\"name\": \"Three\"}", "If-Match: 2").status());
        assertEquals(200, patch(id, "{\"name\": \"Three\"}", "If-Match: \"1\", \"2\"").status());
        assertEquals(200, patch(id, "{\"name\": \"Four\"}", "If-Match: *").status());
        assertEquals(204, server.exchange("DELETE", "/assistants/" + id, null, "If-Match: \"4\"").status());
        assertEquals(404, server.get("/assistants/" + id).status());
    }

    @Test
    void whatIsNotThere_andWhatIsSomebodyElses_areTheSame() throws Exception {
        var foreign = new AssistantId(UUID.randomUUID());
        server.standIns.assistants.add(new Owner("eve"), foreign, AssistantDraft.of("mine", "Be mine."));
        String unknown = UUID.randomUUID().toString();

        for (String method : List.of("GET", "PATCH", "DELETE")) {
            String body = method.equals("PATCH") ? "{\"name\": \"n\"}" : null;
            Response one = server.exchange(method, "/assistants/" + foreign, body, "X-Request-Id: same");
            Response other = server.exchange(method, "/assistants/" + unknown, body, "X-Request-Id: same");
            assertEquals(404, one.status());
            assertEquals("assistant_not_found", one.json().at("code").text());
            assertEquals(other.body(), one.body());
            assertEquals(404, server.exchange(method, "/assistants/x", body).status());
        }
        for (String id : List.of(foreign.toString(), unknown, "x")) {
            int opened = server.standIns.store.opened();
            Response chat = server.chat("{\"message\": \"hi\", \"assistant_id\": \"" + id + "\"}",
                    "X-Request-Id: same");
            assertEquals(404, chat.status());
            assertEquals("/assistant_id", chat.json().at("errors").at(0).at("pointer").text());
            assertEquals(opened, server.standIns.store.opened());
        }
    }

    @Test
    void list_goesInPages_whateverIsDeletedMeanwhile() throws Exception {
        for (int number = 0; number < 5; number++) {
            add("{\"name\": \"n" + number + "\", \"instructions\": \"i\"}");
        }
        List<String> all = all();
        var found = new ArrayList<String>();
        JsonValue page = server.get("/assistants?limit=2").json();
        page.at("assistants").items().forEach(one -> found.add(one.at("assistant_id").text()));
        server.exchange("DELETE", "/assistants/" + found.getLast(), null);
        while (!page.at("next").isNull()) {
            page = server.get("/assistants?limit=2&before=" + page.at("next").text()).json();
            page.at("assistants").items().forEach(one -> found.add(one.at("assistant_id").text()));
        }

        assertEquals(all, found);
        for (String bad : List.of("before=x", "before=", "before=AAAA", "limit=0", "limit=200", "limit=x")) {
            assertEquals(400, server.get("/assistants?" + bad).status(), bad);
        }
    }

    private static List<String> all() throws Exception {
        return server.get("/assistants?limit=199")
                .json()
                .at("assistants")
                .items()
                .stream()
                .map(one -> one.at("assistant_id").text())
                .toList();
    }

    @Test
    void chat_withAnAssistant_isAnsweredByIt_andItsSessionKeepsIt() throws Exception {
        String id = add(FULL);
        server.standIns.model.reply("one").reply("two");

        JsonValue first = server.chat("{\"message\": \"1\", \"assistant_id\": \"" + id + "\"}").json();
        JsonValue second = server.chat("{\"message\": \"2\", \"session_id\": \"" + first.at("session_id").text()
                + "\"}").json();

        List<ModelCall> calls = server.standIns.model.calls();
        for (ModelCall call : calls.subList(calls.size() - 2, calls.size())) {
            assertEquals("You know knees.", call.prompt().instructions().value());
            assertEquals("knee-model-2", call.options().model().orElseThrow());
            assertEquals(0.25, call.options().temperature().orElseThrow());
            assertEquals(321, call.options().answerTokens().orElseThrow());
        }
        for (JsonValue answer : List.of(first, second)) {
            JsonValue receipt = server.get("/runs/" + answer.at("run_id").text() + "/receipt").json();
            assertEquals("knee-model-2", receipt.at("model").text());
            assertEquals(id, receipt.at("assistant_id").text());
            assertEquals(1, receipt.at("assistant_revision").number());
        }
    }

    @SuppressWarnings("NullAway")
    private static TestServer unset() {
        return null;
    }
}
