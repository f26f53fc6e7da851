package dev.confab.rest.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.memory.InMemoryContextRetriever;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.testing.JsonSchema;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import io.micronaut.context.RuntimeBeanDefinition;
import io.micronaut.web.router.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The description of the interface is true. */
class OpenApiTest {

    /** What only the pages themselves load. */
    private static final Set<String> UNDESCRIBED = Set.of("GET /assets/{name}");

    private static TestServer server;
    private static JsonValue document;

    @BeforeAll
    static void start() throws Exception {
        var retriever = new InMemoryContextRetriever();
        retriever.add(Owner.LOCAL, new PassageId(UUID.randomUUID()), new DocumentId(UUID.randomUUID()),
                PlainText.of("Motors"), PlainText.of("A servo keeps an angle."));
        server = TestServer.start(Map.of("max.message.length", "500", "max.selected.text.length", "600"),
                builder -> builder.beanDefinitions(RuntimeBeanDefinition.of(ContextRetriever.class, () -> retriever)));
        document = server.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void routes_areAllDescribedAndNoOthers() {
        Set<String> described = new TreeSet<>();
        JsonValue paths = document.at("paths");
        paths.names()
                .forEach(path -> paths.at(path)
                        .names()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));

        Set<String> served = server.context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                .map(route -> route.getHttpMethodName() + " " + route.getUriMatchTemplate())
                .filter(route -> !UNDESCRIBED.contains(route))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(served, described);
    }

    @Test
    void limits_areThoseOfThisServer() {
        JsonValue request = schema("ChatRequest").at("properties");

        assertEquals(500, request.at("message").at("maxLength").number());
        assertEquals(600, request.at("selected_text").at("maxLength").number());
        assertEquals(16, request.at("metadata").at("maxProperties").number());
        assertEquals(198, request.at("client_message_id").at("maxLength").number());
        assertTrue(document.at("paths")
                .at("/chat")
                .at("post")
                .at("requestBody")
                .at("description")
                .text()
                .contains("2097152"));
        assertEquals(Stream.of(ProblemCode.values()).map(ProblemCode::code).toList(),
                schema("Problem").at("properties")
                        .at("code")
                        .at("enum")
                        .items()
                        .stream()
                        .map(JsonValue::text)
                        .toList());
    }

    @Test
    void references_leadSomewhere() {
        JsonSchema.references(document).forEach(reference -> assertNotNull(JsonSchema.resolve(document, reference)));
    }

    @Test
    void examples_ofRequests_areAnswered() throws Exception {
        JsonValue examples = document.at("paths")
                .at("/chat")
                .at("post")
                .at("requestBody")
                .at("content")
                .at("application/json")
                .at("examples");
        assertTrue(examples.names().size() >= 3);
        for (String name : examples.names()) {
            JsonValue example = examples.at(name).at("value");
            check(schema("ChatRequest"), example);
            server.standIns.model.reply("Fine.");
            assertEquals(200, server.chat(example.toJson()).status(), name);
        }
    }

    @Test
    void examples_ofResponses_keepTheirSchema() {
        JsonValue operation = document.at("paths").at("/chat").at("post").at("responses");
        check(schema("ChatResponse"), operation.at("200").at("content").at("application/json").at("example"));
        JsonValue responses = document.at("components").at("responses");
        check(schema("Problem"), responses.at("Invalid").at("content").at("application/problem+json").at("example"));
        check(schema("Health"), responses.at("Healthy").at("content").at("application/json").at("example"));
    }

    @Test
    void requests_withEveryFieldThatIsDescribed_areAnswered() throws Exception {
        Map<String, String> values = Map.of("message", "\"hi\"", "session_id", "\"x\"", "selected_text", "\"text\"",
                "mode", "\"open_chat\"", "metadata", "{\"a\": \"b\"}", "on_busy", "\"interrupt\"", "regenerate",
                "false", "edit_message_id", "null", "client_message_id", "\"one\"", "document_ids", "[]");
        assertEquals(schema("ChatRequest").at("properties").names(),
                with(values.keySet(), "attached", "assistant_id", "attachments", "history",
                        "store"));
        server.standIns.model.reply("Fine.");
        String all = values.entrySet()
                .stream()
                .map(field -> "\"" + field.getKey() + "\": " + field.getValue())
                .collect(Collectors.joining(", ",
                        "{\"attached\": true, \"assistant_id\": null, \"attachments\": [{\"type\": \"context\", \"data\": {\"a\": [1]}}], \"history\": null, \"store\": true, ",
                        "}"));
        assertEquals(200, server.chat(all).status());

        JsonValue properties = schema("ChatRequest").at("properties");
        for (String choice : List.of("mode", "on_busy")) {
            for (JsonValue value : properties.at(choice).at("enum").items()) {
                server.standIns.model.reply("Fine.");
                assertEquals(200,
                        server.chat(
                                "{\"message\": \"What keeps an angle?\", \"" + choice + "\": " + value.toJson() + "}")
                                .status());
            }
        }
    }

    private static Set<String> with(Set<String> names, String... more) {
        var all = new TreeSet<>(names);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void assistants_keepTheirSchema() throws Exception {
        JsonValue example = document.at("paths")
                .at("/assistants")
                .at("post")
                .at("requestBody")
                .at("content")
                .at("application/json")
                .at("examples")
                .at("physio")
                .at("value");
        check(schema("NewAssistant"), example);
        JsonValue made = told("POST", "/assistants", 201, example.toJson());
        String id = made.at("assistant_id").text();
        String same = "{\"assistant_id\": \"" + id + "\", " + example.toJson().substring(1);
        told("POST", "/assistants", 200, same);
        told("POST", "/assistants", 409, same.replace("physio", "other"));
        told("POST", "/assistants", 400, "{}");
        told("POST", "/assistants", 404,
                "{\"name\": \"n\", \"instructions\": \"i\", \"document_ids\": [\"x\"]}");
        told("GET", "/assistants", 200, null);
        told("GET", "/assistants/{id}", id, 200);
        keepsItsWord("PATCH", "/assistants/{id}", 200,
                server.exchange("PATCH", "/assistants/" + id, "{\"model\": null, \"metadata\": {\"a\": null}}"));
        keepsItsWord("PATCH", "/assistants/{id}", 412,
                server.exchange("PATCH", "/assistants/" + id, "{\"model\": \"m\"}", "If-Match: \"7\""));
        keepsItsWord("PATCH", "/assistants/{id}", 404,
                server.exchange("PATCH", "/assistants/" + UUID.randomUUID(), "{}"));
        told("GET", "/assistants/{id}", UUID.randomUUID().toString(), 404);
        told("DELETE", "/assistants/{id}", UUID.randomUUID().toString(), 404);
        assertEquals(204, server.exchange("DELETE", "/assistants/" + id, null).status());
        told("POST", "/chat", 404, "{\"message\": \"hi\", \"assistant_id\": \"" + id + "\"}");
    }

    @Test
    void answersThatAreNotStored_keepTheirSchema() throws Exception {
        String asked = "{\"message\": \"hi\", \"store\": false, \"history\": [{\"role\": \"user\", \"content\": \"x\"}]}";
        check(schema("ChatRequest"), JsonValue.parse(asked));
        server.standIns.model.reply("Fine.").reply("Fine.");
        assertTrue(told("POST", "/chat", 200, asked).at("run_id").isNull());
        checkEvents(server.chat(asked, "Accept: text/event-stream").body(), List.of("run", "done"));
        told("POST", "/chat", 400, "{\"message\": \"hi\", \"history\": []}");
    }

    @Test
    void search_keepsItsSchema() throws Exception {
        server.standIns.model.reply("A capacitor keeps a charge.");
        assertEquals(200, server.chat("{\"message\": \"What does a capacitor keep?\"}").status());

        JsonValue found = keepsItsWord("GET", "/search", 200, server.get("/search?q=capacitor&limit=1"));
        assertEquals(1, found.at("hits").items().size());
        keepsItsWord("GET", "/search", 400, server.get("/search"));
    }

    @Test
    void documents_keepTheirSchema() throws Exception {
        JsonValue example = document.at("paths")
                .at("/documents")
                .at("post")
                .at("requestBody")
                .at("content")
                .at("application/json")
                .at("examples")
                .at("chunks")
                .at("value");
        check(schema("DocumentChunks"), example);
        JsonValue stored = told("POST", "/documents", 201, example.toJson());
        check(schema("Document"), document.at("paths")
                .at("/documents")
                .at("post")
                .at("responses")
                .at("201")
                .at("content")
                .at("application/json")
                .at("example"));
        assertEquals(example.at("chunks").items().size(), stored.at("stored").number());
        told("POST", "/documents", 200, example.toJson());
        String id = stored.at("document_id").text();
        told("GET", "/documents", 200, null);
        told("GET", "/documents/{id}", id, 200);
        told("GET", "/documents/{id}/pages", id, 200);
        keepsItsWord("GET", "/documents/{id}/pages/{number}", 200, server.get("/documents/" + id + "/pages/1"));
        String events = server.get("/documents/" + id + "/events").body();
        check(schema("Document"), JsonValue.parse(events.substring(events.indexOf("data: ") + 6)));
        told("POST", "/documents", 400, "{}");
        told("POST", "/documents", 404, "{\"document_id\": \"x\", \"chunks\": [\"y\"]}");
        told("POST", "/documents", 415, "x", "Content-Type: text/plain");
        for (String path : List.of("/documents/{id}", "/documents/{id}/events", "/documents/{id}/content",
                "/documents/{id}/pages")) {
            told("GET", path, UUID.randomUUID().toString(), 404);
        }
        told("DELETE", "/documents/{id}", UUID.randomUUID().toString(), 404);
        assertEquals(204, server.exchange("DELETE", "/documents/" + id, null).status());
    }

    @Test
    void sessions_keepTheirSchema() throws Exception {
        JsonValue create = document.at("paths").at("/sessions").at("post");
        JsonValue example = create.at("requestBody")
                .at("content")
                .at("application/json")
                .at("examples")
                .at("titled")
                .at("value");
        check(schema("NewSession"), example);
        check(schema("Session"), create.at("responses").at("201").at("content").at("application/json").at("example"));
        told("POST", "/sessions", 201, example.toJson());
        String id = UUID.randomUUID().toString();
        String own = "{\"session_id\": \"" + id + "\", \"title\": \"t\", \"mode\": null, \"document_ids\": null, "
                + "\"metadata\": {\"a\": \"b\"}}";
        check(schema("NewSession"), JsonValue.parse(own));
        told("POST", "/sessions", 201, own);
        told("POST", "/sessions", 200, own);
        told("POST", "/sessions", 409, "{\"session_id\": \"" + id + "\"}");
        told("POST", "/sessions", 400, "{\"name\": 1}");
        told("POST", "/sessions", 404, "{\"document_ids\": [\"x\"]}");
        told("GET", "/sessions", 200, null);
        told("GET", "/sessions/{id}", id, 200);
        keepsItsWord("PATCH", "/sessions/{id}", 200, server.exchange("PATCH", "/sessions/" + id,
                "{\"title\": \"other\", \"metadata\": {\"a\": null}}", "Content-Type: application/merge-patch+json"));
        keepsItsWord("PATCH", "/sessions/{id}", 412,
                server.exchange("PATCH", "/sessions/" + id, "{\"title\": null}", "If-Match: \"0-0\""));
        keepsItsWord("PATCH", "/sessions/{id}", 400, server.exchange("PATCH", "/sessions/" + id, "{\"title\": 1}"));
        server.standIns.model.reply("A servo keeps an angle. [1]");
        server.chat("{\"message\": \"What keeps an angle?\", \"session_id\": \"" + id + "\"}");
        String message = "{\"role\": \"user\", \"content\": \"Thanks.\", \"client_message_id\": \"one\"}";
        check(schema("NewMessage"), JsonValue.parse(message));
        String messages = "/sessions/{id}/messages";
        String address = "/sessions/" + id + "/messages";
        keepsItsWord("POST", messages, 201, server.exchange("POST", address, message));
        keepsItsWord("POST", messages, 200, server.exchange("POST", address, message));
        keepsItsWord("POST", messages, 409, server.exchange("POST", address, message.replace("Thanks", "No")));
        keepsItsWord("POST", messages, 400, server.exchange("POST", address, "{}"));
        JsonValue log = told("GET", messages, id, 200);
        assertEquals("A servo keeps an angle.",
                log.at("messages").at(1).at("citations").at(0).at("quote").text());
        String unknown = UUID.randomUUID().toString();
        told("GET", "/sessions/{id}", unknown, 404);
        told("GET", messages, unknown, 404);
        told("DELETE", "/sessions/{id}", unknown, 404);
        told("DELETE", "/sessions/{id}", id, 412, "If-Match: \"x\"");
        assertEquals(204, server.exchange("DELETE", "/sessions/" + id, null).status());
    }

    @Test
    void retrieval_keepsItsSchema() throws Exception {
        JsonValue example = document.at("paths")
                .at("/retrieve")
                .at("post")
                .at("requestBody")
                .at("content")
                .at("application/json")
                .at("examples")
                .at("question")
                .at("value");
        check(schema("RetrieveRequest"), example);
        told("POST", "/retrieve", 200, "{\"question\": \"What does a gearbox do?\", \"limit\": 3}");
        JsonValue found = told("POST", "/retrieve", 200,
                "{\"question\": \"What keeps an angle?\", \"document_ids\": [], \"limit\": 100}");
        assertEquals("A servo keeps an angle.", found.at("passages").at(0).at("text").text());
        told("POST", "/retrieve", 400, "{\"question\": \" \"}");
        told("POST", "/retrieve", 400, "{\"question\": \"x\", \"limit\": 101}");
        told("POST", "/retrieve", 400, "{\"question\": \"x\", \"limit\": 1.5}");
        told("POST", "/retrieve", 400, "{\"question\": \"x\", \"document_ids\": [1]}");
        told("POST", "/retrieve", 400, "{\"question\": \"x\", \"owner\": \"me\"}");
        told("POST", "/chat", 404, "{\"message\": \"hi\", \"document_ids\": [\"x\"]}");
    }

    @Test
    void requests_atTheirLimits_areAnsweredAndBeyondThemNot() throws Exception {
        server.standIns.model.reply("Fine.");
        assertEquals(200, server.chat("{\"message\": \"" + "m".repeat(500) + "\"}").status());
        assertEquals(400, server.chat("{\"message\": \"" + "m".repeat(501) + "\"}").status());
        server.standIns.model.reply("Fine.");
        assertEquals(200, server.chat("{\"message\": \"m\", \"selected_text\": \"" + "s".repeat(600) + "\"}").status());
        assertEquals(400, server.chat("{\"message\": \"m\", \"selected_text\": \"" + "s".repeat(601) + "\"}").status());
    }

    @Test
    void answers_keepTheirSchema() throws Exception {
        server.standIns.model.reply("A servo keeps an angle. [1]")
                .fail(new LlmFault.ProtocolBroken("cut", null), "Half an ans");
        JsonValue cited = told("POST", "/chat", 200, "{\"message\": \"What keeps an angle?\"}");
        assertEquals("A servo keeps an angle.", cited.at("citations").at(0).at("quote").text());
        told("POST", "/chat", 200, "{\"message\": \"hi\"}");
        told("GET", "/account/usage", 200, null);
        told("GET", "/account/usage", 406, null, "Accept: image/png");
        told("GET", "/health", 200, null);
        told("GET", "/healthz", 200, null);
        told("GET", "/health/ready", 200, null);
        told("GET", "/health/live", 200, null);
        told("GET", "/", 200, null, "Accept: application/json");
        told("GET", "/openapi.json", 200, null);
    }

    @Test
    void runs_keepTheirSchema() throws Exception {
        server.standIns.model.hang("A servo keeps an angle.").reply("A servo keeps an angle. [1]");
        String waiting = told("POST", "/chat", 202, "{\"message\": \"What keeps an angle?\"}", "Prefer: respond-async")
                .at("run_id")
                .text();
        told("GET", "/runs/{id}", waiting, 200);
        told("GET", "/runs/{id}/receipt", waiting, 404);
        told("POST", "/runs/{id}/cancel", waiting, 200);
        String whole = told("POST", "/chat", 200, "{\"message\": \"What keeps an angle?\"}").at("run_id").text();
        JsonValue run = told("GET", "/runs/{id}", whole, 200);
        assertEquals("A servo keeps an angle.", run.at("citations").at(0).at("quote").text());
        told("GET", "/runs/{id}/receipt", whole, 200);
        for (String path : List.of("/runs/{id}", "/runs/{id}/events", "/runs/{id}/receipt")) {
            told("GET", path, UUID.randomUUID().toString(), 404);
        }
        told("POST", "/runs/{id}/cancel", UUID.randomUUID().toString(), 404);
        told("GET", "/runs/{id}", whole, 406, "Accept: image/png");
        told("GET", "/runs/{id}/events", whole, 406, "Accept: application/json");
        told("GET", "/runs/{id}/events", whole, 400, "Last-Event-ID: x");
    }

    @Test
    void events_keepTheirSchema() throws Exception {
        server.standIns.model.fail(new LlmFault.RateLimited("slow", Optional.empty(), null))
                .reply("A servo keeps an angle. [1]");
        String failed = server.chat("{\"message\": \"hi\"}", "Accept: text/event-stream").body();
        checkEvents(failed, List.of("run", "error"));
        String streamed = server.chat("{\"message\": \"What keeps an angle?\"}", "Accept: text/event-stream").body();
        checkEvents(streamed, List.of("run", "citation", "done"));
        checkEvents(document.at("paths")
                .at("/runs/{id}/events")
                .at("get")
                .at("responses")
                .at("200")
                .at("content")
                .at("text/event-stream")
                .at("example")
                .text(), List.of("run", "done"));
    }

    private static void checkEvents(String stream, List<String> expected) {
        Map<String, String> schemas = Map.of("run", "RunStarted", "attempt", "RunAttempt", "citation", "Citation",
                "done",
                "RunDone", "error", "Problem");
        var names = new ArrayList<String>();
        for (String event : stream.split("\n\n", -1)) {
            if (event.startsWith("event: ")) {
                String name = event.substring("event: ".length(), event.indexOf('\n'));
                names.add(name);
                check(schema(schemas.getOrDefault(name, "none")),
                        JsonValue.parse(event.substring(event.indexOf("data: ") + 6)));
            }
        }
        assertEquals(expected, names);
    }

    @Test
    void problems_keepTheirSchema() throws Exception {
        told("POST", "/chat", 400, "{\"message\": 1, \"x\": 2}");
        told("POST", "/chat", 404, "{\"regenerate\": true}");
        told("POST", "/chat", 403, "{\"message\": \"hi\"}", "Origin: https://foreign.example");
        told("POST", "/chat", 406, "{\"message\": \"hi\"}", "Accept: image/png");
        told("POST", "/chat", 413, "\"" + "x".repeat(3_000_000) + "\"");
        told("POST", "/chat", 415, "{\"message\": \"hi\"}", "Content-Type: text/plain");
        server.standIns.model.fail(new LlmFault.RateLimited("slow", Optional.empty(), null))
                .fail(new LlmFault.Refused("no", null))
                .fail(new LlmFault.TimedOut(LlmFault.Phase.HEADERS, Duration.ofSeconds(1), null));
        told("POST", "/chat", 429, "{\"message\": \"hi\"}");
        told("POST", "/chat", 502, "{\"message\": \"hi\"}");
        told("POST", "/chat", 504, "{\"message\": \"hi\"}");
        server.standIns.store.breakWith(new StoreFault.Unavailable("away", null));
        told("POST", "/chat", 503, "{\"message\": \"hi\"}");
        server.standIns.store.breakWith(new IllegalStateException("bug"));
        told("POST", "/chat", 500, "{\"message\": \"hi\"}");
        server.standIns.store.heal();
    }

    /** Asks, and holds the answer against what the document says about it: status, media type, body and headers. */
    private static JsonValue told(String method, String path, int status, @Nullable String body, String... headers)
            throws Exception {
        return keepsItsWord(method, path, status, server.exchange(method, path, body, headers));
    }

    private static JsonValue told(String method, String path, String id, int status, String... headers)
            throws Exception {
        return keepsItsWord(method, path, status,
                server.exchange(method, path.replace("{id}", id), null, headers));
    }

    private static JsonValue keepsItsWord(String method, String path, int status, RawClient.Response response) {
        assertEquals(status, response.status(), response.body());
        JsonValue described = document.at("paths")
                .at(path)
                .at(method.toLowerCase(Locale.ROOT))
                .at("responses")
                .at(Integer.toString(status));
        if (described.has("$ref")) {
            described = JsonSchema.resolve(document, described.at("$ref").text());
        }
        String type = String.valueOf(response.header("content-type"));
        check(described.at("content").at(type).at("schema"), response.json());
        if (described.has("headers") && described.at("headers").has("Retry-After") && status != 502) {
            assertTrue(Integer.parseInt(String.valueOf(response.header("retry-after"))) >= 1);
        }
        return response.json();
    }

    private static JsonValue schema(String name) {
        return document.at("components").at("schemas").at(name);
    }

    private static void check(JsonValue schema, JsonValue value) {
        assertEquals(List.of(), JsonSchema.violations(document, schema, value));
    }
}
