package dev.confab.rest.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.ingestion.TextExtractor;
import dev.confab.rest.testing.EventClient;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.PagedTexts;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import io.micronaut.context.RuntimeBeanDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A document over HTTP, from its upload to its deletion. */
@Timeout(60)
class DocumentTest {

    private static final String PDF = "%PDF-stand-in\nA servo turns to an angle and holds it.\f"
            + "A gearbox trades speed for torque. It is made of steel.";
    private static final int LARGEST = 20_000;

    private final PagedTexts texts = new PagedTexts();
    private TestServer server;
    private List<Path> before;

    @BeforeEach
    void start() throws Exception {
        before = uploads();
        server = TestServer.start(Map.of("document.max.bytes", LARGEST),
                builder -> builder.beanDefinitions(RuntimeBeanDefinition.of(TextExtractor.class, () -> texts)));
    }

    @AfterEach
    void stop() throws Exception {
        texts.pages.release(1_000);
        server.close();
        assertEquals(before, uploads(), "files of uploads were left behind");
    }

    private static List<Path> uploads() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("confab-upload-")).sorted().toList();
        }
    }

    private static String part(String name, String data) {
        return "--cut\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + data + "\r\n";
    }

    private static String file(String name, String data) {
        return "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + data
                + "\r\n";
    }

    private RawClient.Response upload(String parts, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: multipart/form-data; boundary=cut");
        return server.exchange("POST", "/documents", parts + "--cut--\r\n", all.toArray(String[]::new));
    }

    private JsonValue uploaded(String name, String data) throws IOException {
        RawClient.Response response = upload(file(name, data));
        assertEquals(201, response.status(), response.body());
        return response.json();
    }

    private RawClient.Response chunks(String json) throws IOException {
        return server.exchange("POST", "/documents", json);
    }

    @Test
    void upload_isSearchableWhenItIsAnswered() throws Exception {
        RawClient.Response response = upload(file("C:\\texts\\Motors.pdf", PDF));

        assertEquals(201, response.status(), response.body());
        JsonValue document = response.json();
        String id = document.at("document_id").text();
        assertEquals("/documents/" + id, response.header("location"));
        assertEquals("Motors.pdf", document.at("title").text());
        assertEquals("pdf", document.at("kind").text());
        assertEquals("ready", document.at("status").text());
        assertEquals(1, document.at("version").number());
        assertEquals(1, document.at("searchable_version").number());
        assertEquals(2, document.at("pages").number());
        assertEquals(2, document.at("pages_done").number());
        assertEquals(PDF.length(), document.at("bytes").number());
        assertTrue(document.at("passages").number() > 0);
        assertTrue(document.at("failure").isNull());
        assertFalse(document.has("stored"));
        assertEquals(document.toJson(), server.get("/documents/" + id).json().toJson());
    }

    @Test
    void upload_thatDoesNotWait_isFollowedByEvents() throws Exception {
        texts.pages.drainPermits();
        RawClient.Response response = upload(file("a.pdf", PDF), "Prefer: respond-async");
        assertEquals(202, response.status(), response.body());
        assertEquals("respond-async", response.header("preference-applied"));
        String id = response.json().at("document_id").text();

        try (EventClient events = EventClient.open(server, "GET", "/documents/" + id + "/events", null)) {
            String status = events.next("progress").json().at("status").text();
            assertTrue(Set.of("pending", "processing").contains(status), status);
            texts.pages.release(10);
            List<EventClient.Event> rest = events.rest();
            assertEquals("done", rest.removeLast().name());
            rest.forEach(event -> assertEquals("progress", event.name()));
        }
        try (EventClient late = EventClient.open(server, "GET", "/documents/" + id + "/events", null)) {
            assertEquals("ready", late.next("done").json().at("status").text());
        }
    }

    @Test
    void upload_ofTheSameContent_isTheSameDocument() throws Exception {
        JsonValue first = uploaded("a.txt", "A servo holds an angle.");

        RawClient.Response again = upload(file("b.txt", "A servo holds an angle."));

        assertEquals(200, again.status());
        assertEquals(first.at("document_id").text(), again.json().at("document_id").text());
        assertEquals(1, server.get("/documents").json().at("documents").items().size());
    }

    @Test
    void upload_ofTheSameContentByMany_isOneDocument() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<RawClient.Response> one = () -> upload(file("a.txt", "A servo holds an angle."));
            Set<String> ids = new HashSet<>();
            int created = 0;
            for (Future<RawClient.Response> answer : clients.invokeAll(Collections.nCopies(16, one))) {
                assertTrue(answer.get().status() == 200 || answer.get().status() == 201, answer.get().body());
                created += answer.get().status() == 201 ? 1 : 0;
                ids.add(answer.get().json().at("document_id").text());
            }
            assertEquals(1, ids.size());
            assertEquals(1, created);
        }
    }

    @Test
    void upload_inPlaceOfADocument_isItsNextVersion() throws Exception {
        String id = uploaded("a.txt", "A servo holds an angle.").at("document_id").text();

        RawClient.Response next = upload(file("b.txt", "A motor turns.") + part("document_id", id)
                + part("title", "Motors"));

        assertEquals(201, next.status(), next.body());
        assertEquals(id, next.json().at("document_id").text());
        assertEquals(2, next.json().at("version").number());
        assertEquals(2, next.json().at("searchable_version").number());
        assertEquals("Motors", next.json().at("title").text());
        assertEquals("A motor turns.", server.get("/documents/" + id + "/content").body());
        assertEquals("A servo holds an angle.", server.get("/documents/" + id + "/content?version=1").body());
        assertEquals("A servo holds an angle.",
                server.get("/documents/" + id + "/pages/1?version=1").json().at("text").text());
        assertEquals(404, server.get("/documents/" + id + "/content?version=3").status());
    }

    @Test
    void upload_thatCannotBeRead_isThereAndSaysWhy() throws Exception {
        RawClient.Response response = upload(file("a.pdf", "%PDF-damaged"));

        assertEquals(201, response.status());
        assertEquals("failed", response.json().at("status").text());
        assertEquals("file_damaged", response.json().at("failure").at("code").text());
        assertEquals("The file is damaged.", response.json().at("failure").at("detail").text());
        assertTrue(response.json().at("searchable_version").isNull());
    }

    @Test
    void upload_thatIsWrong_isRefusedAndNothingIsStored() throws Exception {
        assertProblem(415, "unsupported_document", upload(file("a.txt", "zero \0 inside")));
        assertProblem(400, "invalid_request", upload(file("a.txt", "")));
        assertProblem(400, "invalid_request", upload(part("title", "x")));
        assertProblem(400, "invalid_request", upload(file("a.txt", "x") + part("owner", "me")));
        assertProblem(404, "document_not_found", upload(file("a.txt", "x") + part("document_id", "nobody")));
        assertProblem(404, "document_not_found",
                upload(file("a.txt", "x") + part("document_id", UUID.randomUUID().toString())));
        assertProblem(400, "invalid_multipart", server.exchange("POST", "/documents", "x", "Content-Type: "
                + "multipart/form-data; boundary=cut"));
        assertProblem(415, "unsupported_media_type",
                server.exchange("POST", "/documents", "x", "Content-Type: text/plain"));
        assertProblem(406, "not_acceptable", upload(file("a.txt", "x"), "Accept: image/png"));
        assertEquals(0, server.get("/documents").json().at("documents").items().size());
    }

    @Test
    void upload_beyondTheLimit_isRefusedWhileItArrives() throws Exception {
        assertEquals(201, upload(file("a.txt", "x".repeat(LARGEST))).status());
        assertProblem(413, "body_too_large", upload(file("a.txt", "x".repeat(LARGEST + 1))));
        // Who sends everything before he reads is told, too.
        assertProblem(413, "body_too_large", upload(file("a.txt", "x".repeat(8_000_000))));
        assertEquals(1, server.get("/documents").json().at("documents").items().size());
    }

    @Test
    void upload_thatIsSlow_arrivesAndOneThatBreaksOff_leavesNothing() throws Exception {
        String body = file("a.txt", "A servo holds an angle.") + "--cut--\r\n";
        String request = server.request("POST", "/documents", body, "Content-Type: multipart/form-data; boundary=cut");
        try (RawClient slow = server.connect();
                RawClient broken = server.connect();
                RawClient gone = server.connect()) {
            int half = request.length() - 20;
            broken.send(request.substring(0, half));
            gone.send(request.substring(0, half));
            slow.send(request.substring(0, half));
            await(() -> uploads().size() == before.size() + 3);
            broken.reset();
            gone.close();
            await(() -> uploads().size() == before.size() + 1);
            for (char c : request.substring(half).toCharArray()) {
                slow.send(String.valueOf(c));
                Thread.sleep(5);
            }
            assertEquals(201, slow.read().status());
        }
        assertEquals(1, server.get("/documents").json().at("documents").items().size());
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long giveUp = System.nanoTime() + 20_000_000_000L;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < giveUp, "it did not come to pass");
            Thread.sleep(5);
        }
    }

    @Test
    void chunks_areStoredAsTheyAre() throws Exception {
        RawClient.Response response = chunks(
                """
                {"title": "Motors", "chunks": ["A servo turns.", {"text": "A gearbox trades.", "headings": ["Gears"]}]}""");

        assertEquals(201, response.status(), response.body());
        assertEquals(2, response.json().at("stored").number());
        assertEquals(2, response.json().at("passages").number());
        assertEquals("chunks", response.json().at("kind").text());
        assertEquals("ready", response.json().at("status").text());
        String id = response.json().at("document_id").text();
        assertProblem(404, "not_found", server.get("/documents/" + id + "/content"));

        RawClient.Response next = chunks("{\"document_id\": \"" + id + "\", \"chunks\": [\"A motor turns.\"]}");
        assertEquals(201, next.status(), next.body());
        assertEquals(2, next.json().at("version").number());
        assertEquals("Motors", next.json().at("title").text());
    }

    @Test
    void chunks_thatAreWrong_areNamed() throws Exception {
        assertPointers("{}", "/chunks");
        assertPointers("{\"chunks\": []}", "/chunks");
        assertPointers("{\"chunks\": \"x\"}", "/chunks");
        assertPointers("{\"chunks\": [\"x\", \" \"]}", "/chunks/1");
        assertPointers("{\"chunks\": [1, {}]}", "/chunks/0", "/chunks/1/text");
        assertPointers("{\"chunks\": [{\"text\": \"x\", \"page\": 1, \"headings\": [2]}]}", "/chunks/0/headings/0",
                "/chunks/0/page");
        assertPointers("{\"chunks\": [\"x\"], \"file\": \"y\"}", "/file");
        RawClient.Response tooLong = chunks("{\"chunks\": [\"x\", \"" + "y".repeat(20_001) + "\"]}");
        assertProblem(400, "too_long", tooLong);
        assertEquals("/chunks/1", tooLong.json().at("errors").at(0).at("pointer").text());
        RawClient.Response tooMany = chunks("{\"chunks\": [" + "\"x\",".repeat(10_000) + "\"x\"]}");
        assertProblem(400, "too_long", tooMany);
        assertEquals("/chunks", tooMany.json().at("errors").at(0).at("pointer").text());
    }

    private void assertPointers(String json, String... pointers) throws IOException {
        RawClient.Response response = chunks(json);
        assertProblem(400, "invalid_request", response);
        assertEquals(List.of(pointers),
                response.json().at("errors").items().stream().map(error -> error.at("pointer").text()).toList());
    }

    @Test
    void list_goesOnBehindItsLast() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int count = 0; count < 5; count++) {
            ids.addFirst(uploaded("a.txt", "Text number " + count + ".").at("document_id").text());
        }
        JsonValue first = server.get("/documents?limit=3").json();
        JsonValue rest = server.get("/documents?limit=3&before=" + first.at("next").text()).json();

        List<String> told = new ArrayList<>();
        for (JsonValue page : List.of(first, rest)) {
            page.at("documents").items().forEach(document -> told.add(document.at("document_id").text()));
        }
        assertEquals(ids, told);
        assertTrue(rest.at("next").isNull());
        assertEquals(List.of(), server.get("/documents?before=nobody").json().at("documents").items());
        for (String wrong : List.of("limit=0", "limit=200", "limit=x", "limit=1&limit=2", "before=a&before=b")) {
            assertProblem(400, "invalid_request", server.get("/documents?" + wrong));
        }
    }

    @Test
    void content_isOfferedAsAFileAndNotTwice() throws Exception {
        String id = uploaded("Größe \\\"1\\\" %.txt", "A servo holds an angle.").at("document_id").text();

        RawClient.Response content = server.get("/documents/" + id + "/content");

        assertEquals("A servo holds an angle.", content.body());
        assertEquals("text/plain", content.header("content-type"));
        assertEquals("23", content.header("content-length"));
        assertEquals("nosniff", content.header("x-content-type-options"));
        assertEquals("attachment; filename=\"Gr__e _1_ _.txt\"; "
                + "filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22%20%25.txt", content.header("content-disposition"));
        RawClient.Response known = server.get("/documents/" + id + "/content",
                "If-None-Match: " + content.header("etag"));
        assertEquals(304, known.status());
        assertEquals(200, server.exchange("HEAD", "/documents/" + id + "/content", null).status());
    }

    @Test
    void content_ofManyParts_arrivesByteForByte() throws Exception {
        server.close();
        server = TestServer.start(Map.of(),
                builder -> builder.beanDefinitions(RuntimeBeanDefinition.of(TextExtractor.class, () -> texts)));
        var text = new StringBuilder();
        for (int line = 0; text.length() < 900_000; line++) {
            text.append("Line ").append(line).append(" of a long text.\n");
        }
        String id = uploaded("long.txt", text.toString()).at("document_id").text();

        assertEquals(text.toString(), server.get("/documents/" + id + "/content").body());
    }

    @Test
    void pages_standWhereTheySayInTheText() throws Exception {
        String id = uploaded("a.pdf", PDF).at("document_id").text();

        JsonValue all = server.get("/documents/" + id + "/pages").json();

        List<JsonValue> pages = all.at("pages").items();
        assertEquals(2, pages.size());
        assertTrue(all.at("next").isNull());
        assertEquals(0, pages.get(0).at("from").number());
        assertEquals(pages.get(0).at("text").text().length(), pages.get(0).at("to").number());
        assertEquals(pages.get(0).at("to").number(), pages.get(1).at("from").number());
        assertEquals(pages.get(1).toJson(), server.get("/documents/" + id + "/pages/2").json().toJson());
        long at = pages.get(1).at("from").number();
        JsonValue there = server.get("/documents/" + id + "/pages?at=" + at).json();
        assertEquals(pages.get(1).toJson(), there.at("pages").at(0).toJson());
        assertEquals(1, there.at("pages").items().size());
        JsonValue first = server.get("/documents/" + id + "/pages?limit=1").json();
        assertEquals(2, first.at("next").number());
        assertEquals(1, server.get("/documents/" + id + "/pages?from=2").json().at("pages").items().size());
        for (String none : List.of("3", "0", "x", "1.5", "999999999999")) {
            assertProblem(404, "not_found", server.get("/documents/" + id + "/pages/" + none));
        }
        for (String wrong : List.of("limit=51", "from=0", "at=-1", "version=0", "version=x")) {
            assertProblem(400, "invalid_request", server.get("/documents/" + id + "/pages?" + wrong));
        }
    }

    @Test
    void delete_leavesNothingToBeFound() throws Exception {
        String id = uploaded("a.txt", "A servo holds an angle.").at("document_id").text();

        RawClient.Response deleted = server.exchange("DELETE", "/documents/" + id, null);

        assertEquals(204, deleted.status());
        RawClient.Response unknown = server.get("/documents/" + UUID.randomUUID(), "X-Request-Id: one");
        for (String path : List.of("", "/events", "/content", "/pages", "/pages/1")) {
            RawClient.Response gone = server.get("/documents/" + id + path, "X-Request-Id: one");
            assertEquals(404, gone.status(), path);
            assertEquals(unknown.body(), gone.body(), path);
        }
        assertProblem(404, "document_not_found", server.exchange("DELETE", "/documents/" + id, null));
        assertNotEquals(id, uploaded("a.txt", "A servo holds an angle.").at("document_id").text());
    }

    private static void assertProblem(int status, String code, RawClient.Response response) {
        assertEquals(status, response.status(), response.body());
        assertEquals(code, response.json().at("code").text());
        assertEquals("application/problem+json", response.header("content-type"));
        assertFalse(response.body().getBytes(StandardCharsets.UTF_8).length > 2_000);
    }
}
