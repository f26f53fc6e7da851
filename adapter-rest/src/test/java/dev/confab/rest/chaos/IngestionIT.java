package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.PdfBytes;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server is killed at a random instant while it makes documents searchable; the next one goes on. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IngestionIT {

    private static final int KILLS = Scale.of(3, 40);
    private static final int DOCUMENTS = 3;
    private static final int PAGES = 60;
    private static final int MOST_PAUSE_MILLIS = 2_500;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void documents_ofAServerThatIsKilled_areReadyAndWholeAtTheNext() {
        long seed = Scale.seed();
        var random = new Random(seed);
        HttpClient http = HttpClient.newHttpClient();
        try (Cluster cluster = Cluster.start()) {
            List<String> documents = new ArrayList<>();
            ServerProcess server = cluster.serveOffline();
            for (int kill = 0; kill < KILLS; kill++) {
                var client = new DocumentClient(http, server.port());
                for (int count = 0; count < DOCUMENTS; count++) {
                    DocumentClient.Answer taken = client.upload("d" + documents.size() + ".pdf",
                            pdf(documents.size()), Map.of(), "Prefer", "respond-async");
                    assertTrue(taken.status() == 202 || taken.status() == 201, taken.body());
                    documents.add(taken.json().at("document_id").text());
                }
                Pauses.of(Duration.ofMillis(random.nextInt(MOST_PAUSE_MILLIS)));
                ServerProcess next = cluster.serveOffline();
                int unused = next.port();
                server.kill();
                server = next;
            }
            long from = System.nanoTime();
            var client = new DocumentClient(http, server.port());
            for (int index = 0; index < documents.size(); index++) {
                check(client, documents.get(index), index, seed);
            }
            Report.of("kill -9 while documents are read", "seed " + seed + ", " + KILLS + " kills, " + documents.size()
                    + " documents of " + PAGES + " pages, all ready " + Duration.ofNanos(System.nanoTime() - from)
                            .toMillis()
                    + " ms after the last one");
        }
    }

    private static void check(DocumentClient client, String document, int index, long seed) {
        String told = "seed " + seed + ", document " + index;
        assertTrue(Pauses.until(PATIENCE, () -> {
            String status = client.get("/documents/" + document).json().at("status").text();
            assertTrue(!status.equals("failed"), () -> told + " failed");
            return status.equals("ready");
        }), () -> told + " is not ready");
        JsonValue view = client.get("/documents/" + document).json();
        assertEquals(PAGES, view.at("pages_done").number(), told);
        int last = PAGES - 1;
        JsonValue found = client.post("/retrieve", "{\"question\": \"" + word(index, last)
                + "\", \"document_ids\": [\"" + document + "\"], \"limit\": 1}").json().at("passages");
        assertTrue(found.at(0).at("text").text().contains(word(index, last)), told);
    }

    private static byte[] pdf(int index) {
        List<String> pages = new ArrayList<>();
        for (int page = 0; page < PAGES; page++) {
            pages.add("Chapter of the document.\n" + "It goes on for many lines that say little.\n".repeat(30)
                    + "The word is " + word(index, page) + ".");
        }
        return PdfBytes.of(pages);
    }

    /** A word that stands on one page of one document alone. */
    private static String word(int index, int page) {
        return "w" + Integer.toString(1_000_000 + index * 1_000 + page, 26).replaceAll("[0-9]", "q") + "x" + index + "x"
                + page;
    }
}
