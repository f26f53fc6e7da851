package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.rest.testing.JsonValue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a model answers, well or badly: each quote that is shown stands where its citation says in the text that is
 * stored, and where the documents say nothing no model is asked.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroundedAnswersIT {

    private static final long SEED = Long.getLong("confab.seed", 4);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final GroundedModel model = new GroundedModel(SEED);
    private final FactDocuments documents = FactDocuments.of(SEED);
    private final Map<String, JsonValue> citationsOfRuns = new LinkedHashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, JsonValue> pages = new HashMap<>();
    private int kept;
    private int dropped;
    private int cited;

    @Test
    void quotes_standWhereTheySay_andWhatIsNotSaidIsDeclined() throws Exception {
        try (Cluster cluster = Cluster.start(model)) {
            int port = cluster.serve().port();
            var client = new DocumentClient(HttpClient.newHttpClient(), port);
            Map<FactDocuments.File, String> ids = new LinkedHashMap<>();
            for (FactDocuments.File file : documents.files()) {
                ids.put(file, ready(client.upload(file.name(), file.first(), Map.of())));
            }

            int answered = 0;
            int found = 0;
            List<FactDocuments.Fact> facts = documents.facts();
            for (FactDocuments.Fact fact : facts) {
                List<String> quotes = ask(client, fact.question());
                answered += model.said().containsKey(fact.question()) ? 1 : 0;
                found += quotes.stream().anyMatch(quote -> fact.sentence().contains(quote)) ? 1 : 0;
            }
            List<String> foreign = documents.foreign(6);
            int declined = declined(client, foreign);
            List<String> near = documents.near();
            int nearDeclined = declined(client, near);

            for (Map.Entry<FactDocuments.File, String> entry : ids.entrySet()) {
                ready(client.upload(entry.getKey().name(), entry.getKey().second(),
                        Map.of("document_id", entry.getValue())));
            }
            texts.clear();
            pages.clear();
            for (Map.Entry<String, JsonValue> run : citationsOfRuns.entrySet()) {
                JsonValue reloaded = client.get("/runs/" + run.getKey()).json();
                assertEquals(run.getValue(), reloaded.at("citations"));
                for (JsonValue citation : reloaded.at("citations").items()) {
                    assertEquals(1, citation.at("version").number());
                    assertStands(client, citation);
                }
            }

            Report.of("grounded answers", "seed " + SEED + ", " + ids.size() + " documents; answered "
                    + of(answered, facts.size()) + " answerable questions, the fact's sentence quoted for "
                    + of(found, answered) + "; declined " + of(declined, foreign.size()) + " about other things and "
                    + of(nearDeclined, near.size()) + " about unknown names; of " + cited + " numbers cited " + kept
                    + " kept, " + dropped + " dropped; " + kept + " of " + kept
                    + " quotes verified, again after replacement");
            assertTrue(facts.size() >= 100 && foreign.size() + near.size() >= 100);
            assertTrue(kept > 100 && dropped > 20, () -> kept + " kept, " + dropped + " dropped");
            assertTrue(answered >= 0.95 * facts.size(), "answered " + of(answered, facts.size()));
            assertTrue(declined >= 0.9 * foreign.size(), "declined " + of(declined, foreign.size()));
        }
    }

    private static String of(int some, int all) {
        return some + " of " + all;
    }

    private static String ready(DocumentClient.Answer answer) {
        assertEquals(201, answer.status(), answer.body());
        assertEquals("ready", answer.json().at("status").text(), answer.body());
        return answer.json().at("document_id").text();
    }

    /** How many of these questions were declined. */
    private int declined(DocumentClient client, List<String> questions) throws IOException {
        int declined = 0;
        for (String question : questions) {
            List<String> quotes = ask(client, question);
            boolean silent = !model.said().containsKey(question);
            assertTrue(!silent || quotes.isEmpty());
            declined += silent ? 1 : 0;
        }
        return declined;
    }

    /** Asks, one question as a stream and the next one whole; checks all that is said and returns the quotes. */
    private List<String> ask(DocumentClient client, String question) throws IOException {
        assertFalse(model.said().containsKey(question), "asked twice");
        boolean streamed = citationsOfRuns.size() % 2 == 0;
        String run;
        List<JsonValue> shown;
        if (streamed) {
            shown = new ArrayList<>();
            run = stream(client.port(), question, shown);
        } else {
            DocumentClient.Answer answer = client.ask(question, "");
            assertEquals(200, answer.status(), answer.body());
            run = answer.json().at("run_id").text();
            shown = answer.json().at("citations").items();
        }
        JsonValue stored = client.get("/runs/" + run).json();
        JsonValue receipt = client.get("/runs/" + run + "/receipt").json();
        assertEquals(stored.at("citations").items(), shown, "what was shown is not what is stored");
        citationsOfRuns.put(run, stored.at("citations"));
        GroundedModel.Said said = model.said().get(question);
        assertEquals(said == null, receipt.at("declined").value());
        assertEquals(said == null, stored.at("declined").value());
        assertEquals(said == null ? 0 : 1, receipt.at("calls").number());
        if (said == null) {
            assertEquals(List.of(), shown);
            return List.of();
        }
        String text = stored.at("response").text();
        assertEquals(said.answer(), text);
        for (JsonValue citation : shown) {
            assertMarked(text, citation);
            assertStands(client, citation);
        }
        count(said, shown.size(), (int) receipt.at("unverified").number());
        return shown.stream().map(citation -> citation.at("quote").text()).toList();
    }

    /** Asks as a stream, adds the citations as they appear, and returns the run. */
    private static String stream(int port, String question, List<JsonValue> citations) throws IOException {
        String run = "";
        boolean done = false;
        try (HttpCall call = new HttpCall(port, PATIENCE, "POST", "/chat",
                Optional.of("{\"message\": \"" + question + "\", \"mode\": \"grounded_rag\"}"),
                "Accept: text/event-stream")) {
            for (Optional<HttpCall.Event> event = call.next(); event.isPresent(); event = call.next()) {
                switch (event.get().name()) {
                    case "run" -> run = event.get().json().at("run_id").text();
                    case "citation" -> citations.add(event.get().json());
                    case "done" -> done = true;
                    default -> assertEquals("", event.get().name());
                }
            }
        }
        assertTrue(done && !run.isEmpty());
        return run;
    }

    private void count(GroundedModel.Said said, int shown, int unverified) {
        assertTrue(unverified >= said.wrong(), () -> unverified + " dropped of: " + said);
        assertTrue(shown + unverified <= said.cited(), () -> shown + " shown of: " + said);
        if (said.sure()) {
            assertEquals(said.wrong(), unverified, said::toString);
            assertTrue(shown > 0 || said.cited() == said.wrong(), said::toString);
        }
        cited += said.cited();
        kept += shown;
        dropped += unverified;
    }

    /** The marker ends where the citation says and names its passage. */
    private static void assertMarked(String text, JsonValue citation) {
        String before = text.substring(0, (int) citation.at("position").number());
        assertTrue(before.endsWith("]") || before.endsWith("】"), before);
        String marker = before.substring(Math.max(before.lastIndexOf('['), before.lastIndexOf('【')));
        assertTrue(List.of(marker.replaceAll("[^0-9,]", "").split(",", -1)).contains(citation.at("marker").toJson()),
                before);
    }

    /** The quote stands at its span in the text of its version, and on the page that the citation leads to. */
    private void assertStands(DocumentClient client, JsonValue citation) {
        int from = (int) citation.at("span").at("from").number();
        int to = (int) citation.at("span").at("to").number();
        String path = "/documents/" + citation.at("document_id").text() + "/pages?version="
                + citation.at("version").number();
        String text = texts.computeIfAbsent(path, asked -> text(client, asked));
        String quote = citation.at("quote").text();
        assertFalse(quote.isBlank());
        assertEquals(quote, text.substring(from, to));
        JsonValue led = pages.computeIfAbsent(citation.at("url").text(), asked -> client.get(asked).json());
        // What has no pages is led to by a place in it.
        JsonValue page = led.has("pages") ? led.at("pages").at(0) : led;
        int begin = (int) page.at("from").number();
        assertEquals(quote, page.at("text").text().substring(from - begin, to - begin));
    }

    private static String text(DocumentClient client, String path) {
        var text = new StringBuilder();
        for (JsonValue next = new JsonValue(1L); !next.isNull();) {
            JsonValue part = client.get(path + "&from=" + next.number()).json();
            for (JsonValue page : part.at("pages").items()) {
                assertEquals(text.length(), page.at("from").number());
                text.append(page.at("text").text());
            }
            next = part.at("next");
        }
        return text.toString();
    }
}
