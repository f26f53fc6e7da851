package dev.confab.rest.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.LogCapture;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** What the log tells of requests, and what it never tells. */
class RequestLogTest {

    private static final String SECRET = "s3cr3t-marked";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void storeIsWell() {
        server.standIns.store.heal();
    }

    private static LogSettings json() {
        return new LogSettings(Level.INFO, LogSettings.Format.JSON);
    }

    @Test
    void line_ofAnAnsweredTurn_tellsEverythingOnce() throws Exception {
        List<JsonValue> lines;
        JsonValue answer;
        RawClient.Response response;
        try (LogCapture log = LogCapture.begin(json())) {
            server.standIns.model.reply("Hello.");
            response = server.chat("{\"message\": \"Hi\"}", "X-Request-Id: my-request.1");
            answer = response.json();
            lines = log.jsonLines(1);
        }
        JsonValue line = lines.getFirst();
        assertEquals("request", line.at("message").text());
        assertEquals("INFO", line.at("level").text());
        assertEquals("POST", line.at("method").text());
        assertEquals("/chat", line.at("route").text());
        assertEquals(200, line.at("status").number());
        assertEquals("completed", line.at("outcome").text());
        assertEquals("my-request.1", line.at("request_id").text());
        assertEquals(answer.at("session_id").text(), line.at("session_id").text());
        assertEquals(answer.at("run_id").text(), line.at("run_id").text());
        assertTrue(line.at("duration_ms").value() instanceof Double);
        assertNotNull(Instant.parse(line.at("timestamp").text()));
        assertEquals("my-request.1", response.header("x-request-id"));
    }

    @Test
    void line_ofARefusedRequest_tellsTheCodeAndTheTemplate() throws Exception {
        try (LogCapture log = LogCapture.begin(json())) {
            RawClient.Response refused = server.chat("{}");
            RawClient.Response missing = server.get("/nowhere/" + SECRET + "?q=" + SECRET);
            RawClient.Response asset = server.get("/assets/" + SECRET);
            List<JsonValue> lines = log.jsonLines(3);

            assertEquals(List.of("invalid_request", "not_found", "not_found"), texts(lines, "outcome"));
            assertEquals(List.of("/chat", "none", "/assets/{name}"), texts(lines, "route"));
            assertEquals(List.of(refused.json().at("request_id").text(), missing.json().at("request_id").text(),
                    asset.json().at("request_id").text()), texts(lines, "request_id"));
        }
    }

    @Test
    void line_ofWhatIsNoHttp_isThereToo() throws Exception {
        try (LogCapture log = LogCapture.begin(json()); RawClient client = server.connect()) {
            RawClient.Response response = client.send("nonsense\r\n\r\n").read();
            JsonValue line = log.jsonLines(1).getFirst();

            assertEquals("bad_http", line.at("outcome").text());
            assertEquals(response.json().at("request_id").text(), line.at("request_id").text());
        }
    }

    @Test
    void line_ofAFailedTurn_tellsTheReasonOnce() throws Exception {
        try (LogCapture log = LogCapture.begin(json())) {
            server.standIns.model.fail(new LlmFault.Unavailable("refused by the provider", Optional.empty(), null));
            JsonValue problem = server.chat("{\"message\": \"Hi\"}").json();
            JsonValue line = log.jsonLines(1).getFirst();

            assertEquals("model_unavailable", line.at("outcome").text());
            assertEquals("refused by the provider", line.at("reason").text());
            assertEquals(problem.at("run_id").text(), line.at("run_id").text());
            assertEquals(problem.at("session_id").text(), line.at("session_id").text());
        }
    }

    @Test
    void fault_ofTheServer_isLoggedOnceWithItsPlaceAndWithoutItsWords() throws Exception {
        try (LogCapture log = LogCapture.begin(json())) {
            server.standIns.store.breakWith(new IllegalStateException("SELECT " + SECRET,
                    new IllegalArgumentException(SECRET)));
            JsonValue problem = server.chat("{\"message\": \"Hi\"}").json();
            List<JsonValue> lines = log.jsonLines(2);

            JsonValue fault = lines.getFirst();
            assertEquals("ERROR", fault.at("level").text());
            assertEquals(problem.at("request_id").text(), fault.at("request_id").text());
            String trace = fault.at("fault_trace").text();
            assertTrue(trace.startsWith("java.lang.IllegalStateException\n"), trace);
            assertTrue(trace.contains("caused by java.lang.IllegalArgumentException\n"), trace);
            assertTrue(trace.contains("dev.confab"), trace);
            assertEquals("internal_error", lines.get(1).at("outcome").text());
            assertFalse(log.text().contains(SECRET));
        }
    }

    @Test
    void requestId_whenItIsNoPlainName_isReplaced() throws Exception {
        for (String wrong : List.of("two words", "x".repeat(65), "<script>", "a\tb", "ä", "")) {
            RawClient.Response response = server.get("/health/live", "X-Request-Id: " + wrong);

            String id = String.valueOf(response.header("x-request-id"));
            assertTrue(id.matches("[0-9a-f]{16}"), id);
        }
        assertNotEquals(server.get("/health/live").header("x-request-id"),
                server.get("/health/live").header("x-request-id"));
    }

    @Test
    void requestId_isKnownToWhateverTheTurnCalls() throws Exception {
        var model = new LoggingModel();
        try (TestServer other = TestServer.start(model); LogCapture log = LogCapture.begin(json())) {
            other.chat("{\"message\": \"Hi\"}", "X-Request-Id: the-one");
            other.chat("{\"message\": \"Hi\"}", "X-Request-Id: the-other");
            List<JsonValue> lines = log.jsonLines(4);

            assertEquals(List.of("the-one", "the-other"), model.ids);
            assertEquals(List.of("the-one", "the-one", "the-other", "the-other"), texts(lines, "request_id"));
            assertEquals(List.of("called", "request", "called", "request"), texts(lines, "message"));
        }
    }

    private static final class LoggingModel implements LlmGateway {

        private final List<String> ids = new ArrayList<>();

        @Override
        public ReplyStream open(ModelCall call) {
            ids.add(String.valueOf(MDC.get("request_id")));
            LoggerFactory.getLogger("dev.confab.model").info("called");
            Iterator<ReplyEvent> events = List.<ReplyEvent>of(new ReplyEvent.Delta(PlainText.of("Yes.")),
                    new ReplyEvent.Completed(FinishReason.STOP, Optional.empty())).iterator();
            return new ReplyStream() {
                @Override
                public ReplyEvent next() {
                    return events.next();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public ModelProfile profile() {
            return new ModelProfile("logging", "model", 8_192, 1_024);
        }
    }

    @ParameterizedTest
    @EnumSource(LogSettings.Format.class)
    void secrets_areNeitherLoggedNorSentBack(LogSettings.Format format) throws Exception {
        var bodies = new StringBuilder();
        String headers = "Authorization: Bearer " + SECRET + "\r\nCookie: session=" + SECRET + "\r\nX-Api-Key: "
                + SECRET
                + "\r\nUser-Agent: " + SECRET + "\r\nReferer: http://localhost/" + SECRET + "\r\nX-Request-Id: "
                + SECRET
                + " !";
        String turn = "{\"message\": \"" + SECRET + "\", \"selected_text\": \"" + SECRET + "\", \"session_id\": \""
                + SECRET
                + "\", \"metadata\": {\"" + SECRET + "\": \"" + SECRET + "\"}}";
        try (LogCapture log = LogCapture.begin(new LogSettings(Level.TRACE, format))) {
            server.standIns.model.reply("Fine.")
                    .fail(new LlmFault.ProtocolBroken("the stream ended without an end",
                            new IllegalStateException(SECRET)))
                    .fail(new LlmFault.Misconfigured("the provider refused the key", new IllegalStateException(SECRET)),
                            "some text");
            for (int turns = 0; turns < 3; turns++) {
                bodies.append(server.chat(turn, headers).body());
            }
            server.standIns.store.breakWith(new StoreFault.Unavailable("away", new IllegalStateException(SECRET)));
            bodies.append(server.chat(turn, headers).body());
            server.standIns.store.breakWith(new IllegalStateException("failed on " + SECRET));
            bodies.append(server.chat(turn, headers).body());
            server.standIns.store.heal();
            for (String bad : List.of("{\"message\": \"" + SECRET, SECRET, "[\"" + SECRET + "\"]",
                    "{\"message\": \"" + SECRET + "\\u0000\"}", "{\"message\": [\"" + SECRET + "\"]}",
                    "{\"message\": \"" + SECRET + "\", \"mode\": \"" + SECRET + "\", \"on_busy\": \"" + SECRET + "\"}",
                    "{\"message\": \"" + SECRET + "\", \"more\": \"" + SECRET + "\", \"x " + SECRET + "\": 1}",
                    "{\"message\": \"" + SECRET.repeat(4_000) + "\"}")) {
                bodies.append(server.chat(bad, headers).body());
            }
            bodies.append(server.exchange("POST", "/chat?key=" + SECRET, turn, headers, "Content-Type: text/" + SECRET)
                    .body());
            bodies.append(server.get("/" + SECRET + "?q=" + SECRET, headers).body());
            bodies.append(server.get("/assets/" + SECRET, headers).body());
            bodies.append(server.exchange("PATCH", "/chat?" + SECRET, null, headers).body());
            bodies.append(server.get("/health", headers, "Accept: x/" + SECRET).body());
            bodies.append(server.get("/health", headers, "Host: " + SECRET).body());
            bodies.append(server.chat(turn, headers, "Origin: https://" + SECRET).body());
            for (String broken : List.of("GET /%zz" + SECRET + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    SECRET + "\r\n\r\n", "GET / HTTP/1.1\r\n" + SECRET + "\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + SECRET.repeat(2_000) + "\r\n\r\n",
                    "POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + SECRET + "\r\n\r\n")) {
                try (RawClient client = server.connect()) {
                    bodies.append(client.send(broken).read().body());
                }
            }
            log.close();
            String text = log.text();
            assertTrue(text.lines().count() >= 25, text);
            assertFalse(text.contains(SECRET), text);
            assertTrue(text.contains("model_misconfigured") || text.contains("incomplete"), text);
        }
        assertFalse(bodies.toString().contains(SECRET), bodies.toString());
    }

    @Test
    void text_isForPeople() throws Exception {
        try (LogCapture log = LogCapture.begin(new LogSettings(Level.INFO, LogSettings.Format.TEXT))) {
            server.standIns.store.breakWith(new IllegalStateException("no"));
            server.chat("{\"message\": \"Hi\"}", "X-Request-Id: abc");
            log.close();
            String text = log.text();

            assertTrue(text.matches("(?s)\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ERROR request failed request_id=abc\n"
                    + "java\\.lang\\.IllegalStateException\n    .*"
                    + "INFO  request method=POST route=/chat status=500 .* outcome=internal_error request_id=abc\n"),
                    text);
        }
    }

    private static List<String> texts(List<JsonValue> lines, String name) {
        return lines.stream().map(line -> line.at(name).text()).toList();
    }
}
