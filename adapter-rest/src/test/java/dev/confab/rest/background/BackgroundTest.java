package dev.confab.rest.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.PlainText;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Titles and summaries, as clients see them. */
class BackgroundTest {

    private static final Talker MODEL = new Talker();
    private static TestServer server;

    /** A model that tells by its instructions what it is asked for. */
    private static final class Talker implements LlmGateway {

        private final List<ModelCall> chats = new CopyOnWriteArrayList<>();

        @Override
        public ReplyStream open(ModelCall call) {
            String told = call.prompt().instructions().value();
            if (told.startsWith("You name conversations")) {
                return saying("\"**All about servos**\"");
            }
            if (told.startsWith("You keep the memory")) {
                return saying("Ada builds a robot.");
            }
            chats.add(call);
            return saying("Go on.");
        }

        private static ReplyStream saying(String text) {
            Queue<ReplyEvent> events = new ArrayDeque<>(List.of(new ReplyEvent.Delta(PlainText.of(text)),
                    new ReplyEvent.Completed(FinishReason.STOP, Optional.empty())));
            return new ReplyStream() {
                @Override
                public ReplyEvent next() {
                    return events.remove();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public ModelProfile profile() {
            return new ModelProfile("talking", "talker", 8_192, 1_024);
        }
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(MODEL, builder -> builder
                .properties(Map.of("auto.titles", "true", "summaries", "true", "history.messages", "4")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonValue await(Callable<Optional<JsonValue>> something) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        Optional<JsonValue> found = something.call();
        while (found.isEmpty()) {
            assertTrue(System.nanoTime() < until, "it did not come");
            TimeUnit.MILLISECONDS.sleep(10);
            found = something.call();
        }
        return found.get();
    }

    private static String chat(String more) throws IOException {
        RawClient.Response response = server.chat("{\"message\": \"What is a servo?\"" + more + "}");
        assertEquals(200, response.status(), response.body());
        return response.json().at("session_id").text();
    }

    private static Optional<JsonValue> titled(String session) throws IOException {
        return Optional.of(server.get("/sessions/" + session).json())
                .filter(found -> found.names().contains("title")
                        && !found.at("title").isNull());
    }

    @Test
    void session_afterItsFirstAnswer_getsATitle_andAnotherTag() throws Exception {
        String session = chat("");
        String before = server.get("/sessions/" + session).header("etag");

        JsonValue titled = await(() -> titled(session));

        assertEquals("All about servos", titled.at("title").text());
        RawClient.Response found = server.get("/sessions/" + session);
        String[] tags = { before, found.header("etag") };
        assertTrue(tags[1] != null && (tags[0] == null || tags[1].length() > 0));
        assertEquals("All about servos",
                server.get("/sessions?title=servos&limit=1")
                        .json()
                        .at("sessions")
                        .items()
                        .getFirst()
                        .at("title")
                        .text());
        // What a person says counts, and stays.
        RawClient.Response changed = server.exchange("PATCH", "/sessions/" + session, "{\"title\": null}",
                "Content-Type: application/merge-patch+json", "If-Match: " + tags[1]);
        assertEquals(200, changed.status(), changed.body());
        assertNotEquals(tags[1], changed.header("etag"));
        chat(", \"session_id\": \"" + session + "\"");
        assertFalse(titled(session).isPresent());
    }

    @Test
    void session_aboutASelectedText_getsATitleToo() throws Exception {
        String session = chat(", \"selected_text\": \"A servo turns.\"");

        assertEquals("All about servos", await(() -> titled(session)).at("title").text());
    }

    @Test
    void longSession_isSummarised_andTheNextPromptTellsIt() throws Exception {
        String session = chat("");
        for (int turn = 0; turn < 2; turn++) {
            chat(", \"session_id\": \"" + session + "\"");
        }
        JsonValue receipt = await(() -> {
            RawClient.Response answer = server
                    .chat("{\"message\": \"And now?\", \"session_id\": \"" + session + "\"}");
            assertEquals(200, answer.status(), answer.body());
            JsonValue told = server.get("/runs/" + answer.json().at("run_id").text() + "/receipt").json();
            return Optional.of(told).filter(sent -> !sent.at("summary_up_to").isNull());
        });

        long upTo = receipt.at("summary_up_to").number();
        assertTrue(upTo >= 2 && upTo % 2 == 0, () -> "up to " + upTo);
        List<JsonValue> sent = receipt.at("messages").items();
        assertEquals(upTo + 1, sent.getFirst().number());
        assertEquals(sent.getLast().number() - upTo, sent.size());
        String first = MODEL.chats.getLast().prompt().entries().getFirst().text().value();
        assertTrue(first.contains("Ada builds a robot."), first);
        assertFalse(MODEL.chats.getLast().prompt().instructions().value().contains("robot"));
        assertEquals(sent.getLast().number() + 1,
                server.get("/sessions/" + session + "/messages?limit=200").json().at("messages").items().size());
    }
}
