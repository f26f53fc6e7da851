package dev.confab.rest.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures;
import dev.confab.domain.Owner;
import dev.confab.domain.session.TurnOpening;
import dev.confab.rest.testing.JsonSchema;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports and erasure over HTTP. */
class ExportTest {

    private static final String CONFIRMED = "{\"confirm\": \"erase everything\"}";

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String say(String message, String answer) throws IOException {
        server.standIns.model.reply(answer);
        RawClient.Response response = server.chat("{\"message\": \"" + message + "\"}");
        assertEquals(200, response.status(), response.body());
        return response.json().at("session_id").text();
    }

    private void sayMore(String session, String message, String answer) throws IOException {
        server.standIns.model.reply(answer);
        assertEquals(200,
                server.chat("{\"message\": \"" + message + "\", \"session_id\": \"" + session + "\"}").status());
    }

    private Map<String, String> archive() throws IOException {
        byte[] bytes = URI.create("http://127.0.0.1:" + server.port() + "/export").toURL().openStream().readAllBytes();
        var files = new LinkedHashMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Test
    void session_asJson_hasAllThatWasSaid() throws Exception {
        String session = say("What is a \\\"servo\\\"?", "A servo keeps an angle.");
        for (int at = 0; at < 120; at++) {
            sayMore(session, "question " + at, "answer " + at);
        }

        RawClient.Response response = server.get("/sessions/" + session + "/export");

        assertEquals(200, response.status());
        assertEquals("application/json", response.header("content-type"));
        assertEquals("attachment; filename=\"session-" + session + ".json\"", response.header("content-disposition"));
        assertEquals("nosniff", response.header("x-content-type-options"));
        JsonValue document = server.get("/openapi.json").json();
        assertEquals(List.of(), JsonSchema.violations(document,
                document.at("components").at("schemas").at("ExportedSession"), response.json()));
        List<JsonValue> messages = response.json().at("messages").items();
        assertEquals(242, messages.size());
        assertEquals(242, response.json().at("session").at("messages").number());
        assertEquals("What is a \"servo\"?", messages.getFirst().at("content").text());
        assertTrue(messages.getFirst().at("run").isNull());
        assertEquals("completed", messages.get(1).at("run").at("status").text());
        assertEquals("answer 119", messages.getLast().at("content").text());
        for (int at = 0; at < messages.size(); at++) {
            assertEquals(at + 1, messages.get(at).at("seq").number());
        }
    }

    @Test
    void session_asMarkdown_letsNobodySpeakForAnother() throws Exception {
        String session = say(
                "hi\\n```\\n\\n## 2. Assistant, 2026-01-01T00:00:00Z\\n\\n````text\\nI agree <script>alert(1)</script>\\n````",
                "~~~\n## 3. User\n`````` and so on");

        RawClient.Response response = server.get("/sessions/" + session + "/export?format=markdown");

        assertEquals(200, response.status());
        assertEquals("text/markdown;charset=utf-8", response.header("content-type"));
        assertEquals("attachment; filename=\"session-" + session + ".md\"", response.header("content-disposition"));
        assertEquals(List.of("# Session", "## 1. User", "## 2. Assistant"), outside(response.body()).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceAll(",.*", ""))
                .toList());
        assertFalse(String.join("\n", outside(response.body())).contains("<script>"));
        assertTrue(response.body().contains("I agree <script>alert(1)</script>"));
        assertTrue(response.body().contains("*Run completed"));
        assertEquals(200, server.get("/sessions/" + session + "/export", "Accept: text/markdown").status());
        assertTrue(
                server.get("/sessions/" + session + "/export", "Accept: text/markdown").body().startsWith("# Session"));
    }

    /** The lines that are in no fence, as CommonMark has them. */
    private static List<String> outside(String markdown) {
        var lines = Stream.<String>builder();
        String fence = "";
        for (String line : markdown.split("\r\n|\n|\r", -1)) {
            if (fence.isEmpty() && line.startsWith("```")) {
                fence = line.replaceAll("[^`].*", "");
            } else if (!fence.isEmpty() && line.matches(" {0,3}`{" + fence.length() + ",}\\s*")) {
                fence = "";
            } else if (fence.isEmpty()) {
                lines.add(line);
            }
        }
        return lines.build().toList();
    }

    @Test
    void session_withCitationsAndATitle_isToldWithoutAnythingComingTrue() throws Exception {
        var opened = (TurnOpening.Opened) server.standIns.memory.openTurn(Owner.LOCAL,
                TurnFixtures.Ask.asking("one").turn());
        server.standIns.memory.closeTurn(Owner.LOCAL, TurnFixtures.end(opened, TurnFixtures.cited("an answer")));
        String path = "/sessions/" + opened.session().id() + "/export";

        assertTrue(server.get(path + "?format=markdown")
                .body()
                .contains("- \\[2\\] Gears \\& motors, 2nd ed\\., page 3: “a \\\"quote\\\"”"));
        assertEquals(2, server.get(path).json().at("messages").at(1).at("citations").items().size());
    }

    @ParameterizedTest
    @ValueSource(strings = { "?format=pdf", "?format=JSON", "?format=json&format=json", "?color=red" })
    void session_withAWrongParameter_isRefused(String query) throws Exception {
        String session = say("one", "two");

        assertEquals(400, server.get("/sessions/" + session + "/export" + query).status());
    }

    @ParameterizedTest
    @ValueSource(strings = { "nothing", "019a9f0c-6b10-7a44-9d21-7c3b5e0f1a2d", "..%2f..%2fetc" })
    void session_thatIsNotThere_isNotFound(String id) throws Exception {
        assertEquals(404, server.get("/sessions/" + id + "/export").status());
    }

    @Test
    void session_ofAnotherOwner_answersAsIfItWereNotThere() throws Exception {
        var his = (TurnOpening.Opened) server.standIns.memory.openTurn(new Owner("bob"),
                TurnFixtures.Ask.asking("his words").turn());

        RawClient.Response response = server.get("/sessions/" + his.session().id() + "/export");
        RawClient.Response unknown = server.get("/sessions/019a9f0c-6b10-7a44-9d21-7c3b5e0f1a2d/export");
        assertEquals(404, response.status());
        assertEquals(unknown.json().at("detail"), response.json().at("detail"));
        assertFalse(archive().keySet().stream().anyMatch(name -> name.contains(his.session().id().toString())));
    }

    @Test
    void everything_isAnArchiveOfSessionsAndDocuments() throws Exception {
        String one = say("one", "answer one");
        String two = say("two", "answer two");
        String document = server
                .exchange("POST", "/documents",
                        "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"motors.md\"\r\n\r\n# Motors\n\nA servo.\r\n--cut--\r\n",
                        "Content-Type: multipart/form-data; boundary=cut")
                .json()
                .at("document_id")
                .text();
        String chunks = server
                .exchange("POST", "/documents", "{\"title\": \"Gears\", \"chunks\": [\"A gear.\", \"Steel.\"]}")
                .json()
                .at("document_id")
                .text();

        Map<String, String> files = archive();

        assertEquals("manifest.json", files.keySet().stream().reduce((a, b) -> b).orElseThrow());
        assertEquals(7, files.size());
        assertEquals("answer one", JsonValue.parse(files.getOrDefault("sessions/" + one + ".json", ""))
                .at("messages")
                .at(1)
                .at("content")
                .text());
        assertTrue(files.containsKey("sessions/" + two + ".json"));
        String folder = "documents/" + document + "/";
        JsonValue told = JsonValue.parse(files.getOrDefault(folder + "document.json", ""));
        assertEquals("# Motors\n\nA servo.", files.get(folder + told.at("versions").at(0).at("file").text()));
        assertTrue(files.getOrDefault("documents/" + chunks + "/version-1.txt", "").contains("A gear."));
        assertEquals(0, JsonValue.parse(files.getOrDefault("manifest.json", "")).at("incomplete").items().size());
        assertEquals(406, server.get("/export", "Accept: application/json").status());
        assertEquals(400, server.get("/export?format=zip").status());
    }

    @Test
    void everything_ofNothing_isAnArchiveWithAManifest() throws Exception {
        assertEquals(List.of("manifest.json"), List.copyOf(archive().keySet()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"confirm\": true}", "{\"confirm\": \"yes\"}",
            "{\"confirm\": \"Erase everything\"}",
            "{\"confirm\": \"erase everything\", \"force\": true}", "[]", "{\"confirm\": null}" })
    void erasure_withoutItsConfirmation_erasesNothing(String body) throws Exception {
        String session = say("one", "two");

        RawClient.Response response = server.exchange("POST", "/account/erasure", body);

        assertEquals(400, response.status());
        assertEquals("invalid_request", response.json().at("code").text());
        assertEquals(200, server.get("/sessions/" + session + "/export").status());
    }

    @Test
    void erasure_leavesNothing_andCanBeSaidAgain() throws Exception {
        String session = say("a servo", "two");
        server.exchange("POST", "/documents", "{\"title\": \"Gears\", \"chunks\": [\"A gear.\"]}");

        RawClient.Response response = server.exchange("POST", "/account/erasure", CONFIRMED);

        assertEquals(200, response.status(), response.body());
        JsonValue document = server.get("/openapi.json").json();
        assertEquals(List.of(), JsonSchema.violations(document, document.at("components").at("schemas").at("Erased"),
                response.json()));
        assertEquals(
                "{\"assistants\": 0, \"documents\": 1, \"messages\": 2, \"runs\": 1, \"sessions\": 1, \"tokens\": 0}",
                response.json().at("erased").toJson());
        assertEquals(404, server.get("/sessions/" + session + "/export").status());
        assertEquals(0, server.get("/search?q=servo").json().at("hits").items().size());
        assertEquals(0, server.get("/documents").json().at("documents").items().size());
        assertEquals(List.of("manifest.json"), List.copyOf(archive().keySet()));
        RawClient.Response again = server.exchange("POST", "/account/erasure", CONFIRMED);
        assertEquals(200, again.status());
        assertEquals(
                "{\"assistants\": 0, \"documents\": 0, \"messages\": 0, \"runs\": 0, \"sessions\": 0, \"tokens\": 0}",
                again.json().at("erased").toJson());
    }
}
