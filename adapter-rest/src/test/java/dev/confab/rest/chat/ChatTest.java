package dev.confab.rest.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people rely on when they chat over HTTP. */
class ChatTest {

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
    void noStreamIsLeftOpen() {
        assertEquals(0, server.standIns.model.openStreams());
    }

    @Test
    void chat_withoutSession_startsOneAndAnswers() throws Exception {
        server.standIns.model.script(List.of(new ReplyEvent.Delta(PlainText.of("A servo is ")),
                new ReplyEvent.Delta(PlainText.of("a motor that keeps an angle.")),
                new ReplyEvent.Completed(FinishReason.STOP, Optional.of(new Usage(21, 9)))));
        Instant before = Instant.now();

        RawClient.Response response = server.chat("{\"message\": \"What is a servo?\"}");

        assertEquals(200, response.status(), response.body());
        assertEquals("application/json", response.header("content-type"));
        assertEquals("no-store", response.header("cache-control"));
        JsonValue answer = response.json();
        assertEquals(List.of("response", "session_id", "timestamp", "run_id", "message_id", "status", "citations",
                "declined", "usage"), List.copyOf(answer.names()));
        assertEquals("A servo is a motor that keeps an angle.", answer.at("response").text());
        assertEquals("completed", answer.at("status").text());
        assertEquals(List.of(), answer.at("citations").items());
        assertEquals(21, answer.at("usage").at("prompt_tokens").number());
        assertEquals(9, answer.at("usage").at("completion_tokens").number());
        assertEquals(30, answer.at("usage").at("total_tokens").number());
        String timestamp = answer.at("timestamp").text();
        assertTrue(timestamp.endsWith("Z"), timestamp);
        assertFalse(Instant.parse(timestamp).isBefore(before.minus(Duration.ofSeconds(1))));

        List<Message> stored = messages(answer);
        assertEquals(List.of(Role.USER, Role.ASSISTANT), stored.stream().map(Message::role).toList());
        assertEquals("What is a servo?", stored.get(0).content().value());
        assertEquals(answer.at("response").text(), stored.get(1).content().value());
        assertEquals(answer.at("message_id").text(), stored.get(1).id().toString());
        assertEquals(answer.at("run_id").text(), stored.get(0).run().toString());
        assertEquals(answer.at("run_id").text(), stored.get(1).run().toString());
        assertEquals(timestamp, stored.get(1).createdAt().toString());
    }

    @Test
    void chat_withSession_letsTheModelSeeWhatWasSaid() throws Exception {
        server.standIns.model.reply("Hello Ada.").reply("Your name is Ada.");
        JsonValue first = server.chat("{\"message\": \"I am Ada.\"}").json();

        JsonValue second = server.chat("{\"message\": \"Who am I?\", \"session_id\": \""
                + first.at("session_id").text() + "\"}").json();

        assertEquals(first.at("session_id").text(), second.at("session_id").text());
        assertEquals("Your name is Ada.", second.at("response").text());
        assertEquals(List.of("I am Ada.", "Hello Ada.", "Who am I?"), promptTexts());
        assertEquals(4, messages(second).size());
    }

    static List<String> strangeIds() {
        return List.of("\"018f3c1e-0000-7000-8000-000000000000\"", "\"not-an-id\"", "\"\"", "\"   \"", "\"1-1-1-1-1\"",
                "\"' OR 1=1 --\"", "null", "\"" + "x".repeat(5_000) + "\"");
    }

    @ParameterizedTest
    @MethodSource("strangeIds")
    void chat_withIdNobodyHas_startsNewSession(String id) throws Exception {
        server.standIns.model.reply("Welcome.");

        RawClient.Response response = server.chat("{\"message\": \"Hi\", \"session_id\": " + id + "}");

        assertEquals(200, response.status(), response.body());
        JsonValue answer = response.json();
        assertNotEquals(id, "\"" + answer.at("session_id").text() + "\"");
        assertEquals(2, messages(answer).size());
    }

    @Test
    void chat_withSomebodyElsesSession_startsNewSessionAndTellsNothing() throws Exception {
        SessionId foreign = somebodyElsesSession();
        server.standIns.model.reply("Welcome.");

        JsonValue answer = server.chat("{\"message\": \"Go on\", \"session_id\": \"" + foreign + "\"}").json();

        assertNotEquals(foreign.toString(), answer.at("session_id").text());
        assertEquals(List.of("Go on"), promptTexts());
        assertEquals(1, server.standIns.store.readMessages(new Owner("eve"), foreign, 0, 10).size());
    }

    @Test
    void chat_withSelectedText_showsTheModelThatTextAlone() throws Exception {
        server.standIns.model.reply("Noted.").reply("It says 12 volts.");
        JsonValue first = server.chat("{\"message\": \"My secret number is 77.\"}").json();

        JsonValue second = server
                .chat("{\"message\": \"Which voltage?\", \"selected_text\": \"The motor runs on 12 volts.\""
                        + ", \"session_id\": \"" + first.at("session_id").text() + "\"}")
                .json();

        assertEquals("It says 12 volts.", second.at("response").text());
        Prompt prompt = server.standIns.model.calls().getLast().prompt();
        assertEquals("The motor runs on 12 volts.", prompt.selectedText().orElseThrow().value());
        assertEquals(1, prompt.entries().size());
        assertFalse(prompt.entries().getFirst().text().value().contains("77"));
        assertEquals("Which voltage?", messages(second).get(2).content().value());
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "\"\"", "\" \\n\\t \"" })
    void chat_withBlankSelectedText_isAnsweredAsWithout(String selected) throws Exception {
        server.standIns.model.reply("Fine.");

        RawClient.Response response = server.chat("{\"message\": \"Hi\", \"selected_text\": " + selected + "}");

        assertEquals(200, response.status(), response.body());
        assertTrue(server.standIns.model.calls().getLast().prompt().selectedText().isEmpty());
    }

    @Test
    void chat_withModeAndMetadata_keepsThemWithTheNewSession() throws Exception {
        int calls = server.standIns.model.calls().size();

        JsonValue answer = server.chat("{\"message\": \"Hi\", \"mode\": \"grounded_rag\", \"on_busy\": \"reject\", "
                + "\"metadata\": {\"chapter\": \"4\", \"süß\": \"ja\"}}").json();

        var session = server.standIns.store.findSession(Owner.LOCAL, session(answer)).orElseThrow();
        assertEquals(SessionMode.GROUNDED_RAG, session.mode());
        assertEquals("true", answer.at("declined").toJson());
        assertEquals(calls, server.standIns.model.calls().size());
        assertEquals(Map.of("chapter", "4", "süß", "ja"), session.metadata().entries());
    }

    @Test
    void chat_withTextOfEveryKind_givesItBackLetterForLetter() throws Exception {
        String text = "Zürich 北京 \uD83E\uDD16 \u0001 \u2028 \"quoted\" \\ </script> e\u0301";
        server.standIns.model.reply(text);

        JsonValue answer = server
                .chat("{\"message\": \"" + "Zürich 北京 \uD83E\uDD16 \\u0001 \\u2028 \\\"quoted\\\" \\\\ "
                        + "</script> e\u0301\"}")
                .json();

        assertEquals(text, answer.at("response").text());
        assertEquals(text, messages(answer).get(0).content().value());
    }

    @Test
    void chat_whenModelFails_keepsTheMessageAndTheNextTurnWorks() throws Exception {
        server.standIns.model.fail(new LlmFault.Unavailable("connection refused", Optional.empty(), null))
                .reply("Here I am.");

        RawClient.Response failed = server.chat("{\"message\": \"Are you there?\"}");
        JsonValue problem = failed.json();

        assertEquals(502, failed.status());
        assertEquals("application/problem+json", failed.header("content-type"));
        assertEquals("model_unavailable", problem.at("code").text());
        assertFalse(failed.body().contains("connection refused"));
        assertEquals(List.of("Are you there?"),
                messages(problem).stream().map(message -> message.content().value()).toList());
        Run run = run(problem);
        assertEquals(RunStatus.FAILED, run.status());

        JsonValue next = server.chat("{\"message\": \"And now?\", \"session_id\": \""
                + problem.at("session_id").text() + "\"}").json();
        assertEquals("Here I am.", next.at("response").text());
        assertEquals(List.of("Are you there?", "And now?", "Here I am."),
                messages(next).stream().map(message -> message.content().value()).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = { "*/*", "application/*", "application/json", "text/html, application/json;q=0.1",
            "application/json; charset=utf-8", "text/event-stream, */*;q=0.5" })
    void chat_whenJsonIsAccepted_answers(String accept) throws Exception {
        server.standIns.model.reply("Fine.");

        assertEquals(200, server.chat("{\"message\": \"hi\"}", "Accept: " + accept).status());
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/json; charset=utf-8", "application/json;charset=UTF-8",
            "application/json; charset=\"utf-8\"", "Application/JSON", "application/json; profile=x" })
    void chat_whenBodyIsJson_answers(String type) throws Exception {
        server.standIns.model.reply("Fine.");

        assertEquals(200, server.chat("{\"message\": \"hi\"}", "Content-Type: " + type, "Content-Encoding: identity")
                .status());
    }

    record FaultCase(LlmFault fault, int status, String code, Optional<String> retryAfter) {
        @Override
        public String toString() {
            return code + retryAfter.map(after -> " after " + after).orElse("");
        }
    }

    static List<FaultCase> faults() {
        Optional<Duration> wait = Optional.of(Duration.ofMillis(6_200));
        return List.of(
                new FaultCase(new LlmFault.RateLimited("slow", wait, null), 429, "model_rate_limited",
                        Optional.of("7")),
                new FaultCase(new LlmFault.RateLimited("slow", Optional.empty(), null), 429, "model_rate_limited",
                        Optional.of("10")),
                new FaultCase(new LlmFault.Unavailable("away", wait, null), 502, "model_unavailable", Optional.of("7")),
                new FaultCase(new LlmFault.Unavailable("away", Optional.empty(), null), 502, "model_unavailable",
                        Optional.empty()),
                new FaultCase(new LlmFault.TimedOut(LlmFault.Phase.FIRST_TOKEN, Duration.ofSeconds(30), null), 504,
                        "model_timeout", Optional.empty()),
                new FaultCase(new LlmFault.Refused("no", null), 502, "model_refused", Optional.empty()),
                new FaultCase(new LlmFault.ContextTooLong("long", null), 502, "context_too_long", Optional.empty()),
                new FaultCase(new LlmFault.Misconfigured("key", null), 502, "model_misconfigured", Optional.empty()),
                new FaultCase(new LlmFault.ProtocolBroken("garbage", null), 502, "model_protocol_broken",
                        Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void chat_whenModelFailsBeforeText_answersByTheKindOfFault(FaultCase expected) throws Exception {
        server.standIns.model.fail(expected.fault());

        RawClient.Response response = server.chat("{\"message\": \"Hi\"}");

        assertEquals(expected.status(), response.status());
        JsonValue problem = response.json();
        assertEquals(expected.code(), problem.at("code").text());
        assertEquals(expected.status(), problem.at("status").number());
        assertEquals(expected.retryAfter(), Optional.ofNullable(response.header("retry-after")));
        assertEquals(RunStatus.FAILED, run(problem).status());
        assertEquals(1, messages(problem).size());
    }

    @Test
    void chat_whenModelBreaksOff_givesWhatCameAndSaysSo() throws Exception {
        server.standIns.model.fail(new LlmFault.ProtocolBroken("cut", null), "Half an ans");

        RawClient.Response response = server.chat("{\"message\": \"Hi\"}");

        assertEquals(200, response.status());
        JsonValue answer = response.json();
        assertEquals("incomplete", answer.at("status").text());
        assertEquals("Half an ans", answer.at("response").text());
        assertEquals("model_protocol_broken", answer.at("error").at("code").text());
        assertTrue(answer.at("usage").isNull());
    }

    @Test
    void chat_whenStoreIsAway_answers503AndStoresNothing() throws Exception {
        int before = server.standIns.store.opened();
        server.standIns.store.breakWith(new StoreFault.Unavailable("the database did not answer", null));
        RawClient.Response away;
        try {
            away = server.chat("{\"message\": \"Hi\"}");
        } finally {
            server.standIns.store.heal();
        }
        assertEquals(503, away.status());
        assertEquals("store_unavailable", away.json().at("code").text());
        assertEquals("2", away.header("retry-after"));
        assertEquals(before, server.standIns.store.opened());

        server.standIns.model.reply("Back.");
        assertEquals(200, server.chat("{\"message\": \"Hi\"}").status());
    }

    @Test
    void chat_whenServerIsWrong_answers500AndHidesWhy() throws Exception {
        server.standIns.store.breakWith(new IllegalStateException("SELECT secret FROM users"));
        RawClient.Response broken;
        try {
            broken = server.chat("{\"message\": \"Hi\"}");
        } finally {
            server.standIns.store.heal();
        }
        assertEquals(500, broken.status());
        assertEquals("internal_error", broken.json().at("code").text());
        assertFalse(broken.body().contains("SELECT") || broken.body().contains("Exception"), broken.body());
    }

    private static SessionId somebodyElsesSession() {
        var id = new SessionId(UUID.randomUUID());
        server.standIns.store.openTurn(new Owner("eve"), new NewTurn(Optional.empty(), id,
                Optional.empty(), Optional.empty(), Optional.empty(), Metadata.NONE,
                new NewTurn.Ask.Said(new MessageId(UUID.randomUUID()), PlainText.of("mine")), Optional.empty(),
                new RunId(UUID.randomUUID()), Optional.empty(), OnBusy.INTERRUPT, false, 0,
                new Hold(new ReplicaId(UUID.randomUUID()), Duration.ofMinutes(1))));
        return id;
    }

    private static List<String> promptTexts() {
        return server.standIns.model.calls()
                .getLast()
                .prompt()
                .entries()
                .stream()
                .map(entry -> entry.text().value())
                .toList();
    }

    private static SessionId session(JsonValue answer) {
        return new SessionId(UUID.fromString(answer.at("session_id").text()));
    }

    private static Run run(JsonValue answer) {
        return server.standIns.store.findRun(Owner.LOCAL, new RunId(UUID.fromString(answer.at("run_id").text())))
                .orElseThrow();
    }

    private static List<Message> messages(JsonValue answer) {
        return server.standIns.store.readMessages(Owner.LOCAL, session(answer), 0, 100);
    }
}
