package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.PdfBytes;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Documents at packaged servers over one database: from the upload to the citation, on whichever server. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DocumentsIT {

    private static final String HELD = "The knee servo needs a voltage of 12 volts.";
    private static final String QUESTION = "Which voltage does the knee servo need?";
    private static final byte[] MOTORS = PdfBytes.of(List.of("A humanoid robot walks on two legs.\nIt has many joints.",
            HELD + "\nIt draws up to three amperes.", "A gearbox trades speed for torque."));
    private static final byte[] BETTER_MOTORS = PdfBytes
            .of(List.of("The knee servo needs a voltage of 24 volts.\nIt draws one ampere."));

    private final HttpClient http = HttpClient.newHttpClient();

    private DocumentClient client(ServerProcess server) {
        return new DocumentClient(http, server.port());
    }

    private static String ready(DocumentClient.Answer answer) {
        assertEquals(201, answer.status(), answer.body());
        assertEquals("ready", answer.json().at("status").text(), answer.body());
        return answer.json().at("document_id").text();
    }

    @Test
    void citation_quotesItsPageAndStaysWhenTheDocumentIsReplacedAndDeleted() {
        try (Cluster cluster = Cluster.start()) {
            DocumentClient client = client(cluster.serveOffline());
            String document = ready(client.upload("motors.pdf", MOTORS, Map.of()));

            JsonValue answer = client.ask(QUESTION, document).json();

            JsonValue citation = answer.at("citations").at(0);
            assertEquals(HELD, citation.at("quote").text());
            assertEquals(2, citation.at("page").number());
            assertEquals("motors.pdf", citation.at("title").text());
            assertMarked(answer, citation);
            assertQuoted(client, citation);
            assertEquals("completed", answer.at("status").text());

            String run = "/runs/" + answer.at("run_id").text();
            ready(client.upload("motors.pdf", BETTER_MOTORS, Map.of("document_id", document)));
            JsonValue now = client.ask(QUESTION, document).json().at("citations").at(0);
            assertTrue(now.at("quote").text().contains("24 volts"), now.toJson());
            assertEquals(2, now.at("version").number());
            assertQuoted(client, now);
            assertQuoted(client, citation);
            assertEquals(citation.toJson(), client.get(run).json().at("citations").at(0).toJson());

            assertEquals(204, client.delete("/documents/" + document).status());
            assertEquals(citation.toJson(), client.get(run).json().at("citations").at(0).toJson());
            assertEquals(404, client.get(citation.at("url").text()).status());
            assertEquals(404, client.ask(QUESTION, document).status());
        }
    }

    /** The marker ends where the citation says. */
    private static void assertMarked(JsonValue answer, JsonValue citation) {
        String before = answer.at("response").text().substring(0, (int) citation.at("position").number());
        assertTrue(before.endsWith("[" + citation.at("marker").number() + "]"), before);
    }

    /** The page that a citation leads to has the quote where the citation says. */
    private static void assertQuoted(DocumentClient client, JsonValue citation) {
        JsonValue page = client.get(citation.at("url").text()).json();
        int from = (int) (citation.at("span").at("from").number() - page.at("from").number());
        int to = (int) (citation.at("span").at("to").number() - page.at("from").number());
        assertEquals(citation.at("quote").text(), page.at("text").text().substring(from, to));
    }

    @Test
    void question_thatTheDocumentsDoNotAnswer_isDeclinedWithoutTheModel() {
        try (Cluster cluster = Cluster.start()) {
            DocumentClient client = client(cluster.serve());
            ready(client.upload("motors.pdf", MOTORS, Map.of()));

            JsonValue answer = client.ask("Who composed the opera Tosca and when was its premiere in Rome?", "").json();

            assertEquals("true", answer.at("declined").toJson(), answer.toJson());
            assertEquals(0, answer.at("citations").items().size());
            JsonValue receipt = client.get("/runs/" + answer.at("run_id").text() + "/receipt").json();
            assertEquals(0, receipt.at("calls").number());
            assertEquals("true", receipt.at("declined").toJson());
        }
    }

    @Test
    void document_thatOneServerTook_isFoundAndGoneAtTheOtherWithTheFirstQuestion() {
        try (Cluster cluster = Cluster.start()) {
            ServerProcess first = cluster.serveOffline();
            ServerProcess second = cluster.serveOffline();
            DocumentClient one = client(first);
            DocumentClient other = client(second);
            ready(one.upload("first.pdf", PdfBytes.of(List.of("Another text that has been there before.")), Map.of()));
            String found = "{\"question\": \"" + QUESTION + "\"}";
            other.post("/retrieve", found);
            for (int round = 0; round < 5; round++) {
                String document = ready(one.upload("motors.pdf", MOTORS, Map.of()));
                long from = System.nanoTime();
                JsonValue passages = other.post("/retrieve", found).json().at("passages");
                Report.of("document of another server", "found after "
                        + Duration.ofNanos(System.nanoTime() - from).toMillis() + " ms");
                assertEquals(document, passages.at(0).at("document_id").text(), passages.toJson());
                assertEquals(204, one.delete("/documents/" + document).status());
                other.post("/retrieve", found)
                        .json()
                        .at("passages")
                        .items()
                        .forEach(passage -> assertTrue(!passage.at("document_id").text().equals(document),
                                "a deleted document was found"));
            }
        }
    }

    @Test
    void upload_ofTheSameFileByMany_isOneDocument() throws Exception {
        try (Cluster cluster = Cluster.start();
                ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<DocumentClient> servers = List.of(client(cluster.serveOffline()), client(cluster.serveOffline()));
            List<Callable<DocumentClient.Answer>> uploads = new ArrayList<>();
            for (DocumentClient server : servers) {
                uploads.addAll(Collections.nCopies(8, () -> server.upload("motors.pdf", MOTORS, Map.of())));
            }
            Set<String> ids = new HashSet<>();
            for (Future<DocumentClient.Answer> answer : many.invokeAll(uploads)) {
                assertTrue(answer.get().status() == 200 || answer.get().status() == 201, answer.get().body());
                ids.add(answer.get().json().at("document_id").text());
            }
            assertEquals(1, ids.size());
            assertEquals(1, cluster.audit().number("SELECT count(*) FROM documents"));
        }
    }

    @Test
    void file_thatMeansHarm_failsWithAReasonWhileChatsGoOn() {
        try (Cluster cluster = Cluster.start()) {
            DocumentClient client = client(cluster.serveOffline());
            byte[] whole = PdfBytes.of(List.of(HELD));
            byte[] cut = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
                    .getBytes(StandardCharsets.ISO_8859_1);
            DocumentClient.Answer hostile = client.upload("bomb.pdf", nestedForms(), Map.of(), "Prefer",
                    "respond-async");
            assertEquals(202, hostile.status(), hostile.body());
            for (int count = 0; count < 20; count++) {
                long from = System.nanoTime();
                assertEquals(200, client.post("/chat", "{\"message\": \"" + QUESTION + "\"}").status());
                assertTrue(Duration.ofNanos(System.nanoTime() - from).toSeconds() < 5, "a chat had to wait");
            }
            assertFailed(client.upload("cut.pdf", cut, Map.of()));
            ready(client.upload("whole.pdf", whole, Map.of()));
            String path = "/documents/" + hostile.json().at("document_id").text();
            assertTrue(Pauses.until(Duration.ofMinutes(3),
                    () -> client.get(path).json().at("status").text().equals("failed")), "it is not given up");
            assertTrue(client.get(path).json().at("failure").at("detail").text().endsWith("."));
        }
    }

    private static void assertFailed(DocumentClient.Answer answer) {
        assertEquals(201, answer.status(), answer.body());
        assertEquals("failed", answer.json().at("status").text(), answer.body());
        assertTrue(answer.json().at("failure").at("code").text().startsWith("file_"), answer.body());
        assertTrue(answer.json().at("failure").at("detail").text().endsWith("."), answer.body());
    }

    /** Each form draws the next one ten times, so that the last is drawn more often than anybody can wait for. */
    private static byte[] nestedForms() {
        int depth = 30;
        var text = new StringBuilder("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
                + "2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n"
                + "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R "
                + "/Resources << /XObject << /X 5 0 R >> >> >> endobj\n"
                + "4 0 obj << /Length 5 >> stream\n/X Do\nendstream endobj\n");
        String draws = "/X Do ".repeat(10);
        for (int form = 0; form < depth; form++) {
            text.append(5 + form)
                    .append(" 0 obj << /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X ")
                    .append(form == depth - 1 ? 5 + form : 6 + form)
                    .append(" 0 R >> >> /Length ")
                    .append(draws.length())
                    .append(" >> stream\n")
                    .append(draws)
                    .append("\nendstream endobj\n");
        }
        return text.append("trailer << /Size 40 /Root 1 0 R >>\n%%EOF")
                .toString()
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
