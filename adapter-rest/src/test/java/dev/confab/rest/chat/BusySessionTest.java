package dev.confab.rest.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.RunStatus;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two messages at once, and clients that do not wait. */
@Timeout(60)
class BusySessionTest {

    @Test
    void chat_whileTheSessionAnswers_takesItsPlace() throws Exception {
        try (TestServer server = TestServer.start()) {
            JsonValue first = open(server);
            String session = first.at("session_id").text();
            server.standIns.model.hang("Let me thi");
            try (RawClient slow = server.connect()) {
                slow.send(server.request("POST", "/chat", in(session, "Explain everything")));
                await(() -> server.standIns.model.calls().size() == 2);

                server.standIns.model.reply("Short answer.");
                RawClient.Response quick = server.chat(in(session, "In short?"));

                assertEquals(200, quick.status(), quick.body());
                RawClient.Response interrupted = slow.read();
                assertEquals(409, interrupted.status());
                JsonValue problem = interrupted.json();
                assertEquals("run_interrupted", problem.at("code").text());
                assertEquals(session, problem.at("session_id").text());
                assertEquals("false", interrupted.header("x-should-retry"));
                assertEquals(RunStatus.CANCELLED, server.standIns.store.findRun(Owner.LOCAL,
                        new RunId(UUID.fromString(problem.at("run_id").text()))).orElseThrow().status());
            }
            assertEquals(List.of("Hi", "Hello.", "Explain everything", "In short?", "Short answer."),
                    texts(server, session));
            await(() -> server.standIns.model.openStreams() == 0);
        }
    }

    @Test
    void chat_whileTheSessionAnswersAndAskedToReject_isRefusedNamingTheRun() throws Exception {
        try (TestServer server = TestServer.start()) {
            String session = open(server).at("session_id").text();
            server.standIns.model.hang();
            try (RawClient slow = server.connect()) {
                slow.send(server.request("POST", "/chat", in(session, "Explain everything")));
                await(() -> server.standIns.model.calls().size() == 2);
                String active = server.standIns.model.calls().getLast().run().toString();

                RawClient.Response refused = server.chat("{\"message\": \"And?\", \"on_busy\": \"reject\", "
                        + "\"session_id\": \"" + session + "\"}");

                assertEquals(409, refused.status());
                assertEquals("session_busy", refused.json().at("code").text());
                assertEquals(session, refused.json().at("session_id").text());
                assertEquals(active, refused.json().at("active_run_id").text());
                assertEquals("false", refused.header("x-should-retry"));
                assertEquals(List.of("Hi", "Hello.", "Explain everything"), texts(server, session));

                server.standIns.model.reply("Done.");
                assertEquals(200, server.chat(in(session, "Never mind")).status());
                assertEquals(409, slow.read().status());
            }
        }
    }

    @Test
    void chat_whenClientGoesAway_endsItsTurnAllTheSame() throws Exception {
        var gate = new GatedModel();
        try (TestServer server = TestServer.start(gate)) {
            try (RawClient client = server.connect()) {
                client.send(server.request("POST", "/chat", "{\"message\": \"Take your time\"}"));
                assertTrue(gate.asked.await(10, TimeUnit.SECONDS));
            }
            // The server has seen the end of the connection once it serves a request that came after it.
            assertEquals(200, server.get("/health/live").status());
            gate.go.release();

            SessionId session = gate.session();
            await(() -> server.standIns.store.readMessages(Owner.LOCAL, session, 0, 10).size() == 2);
            List<Message> messages = server.standIns.store.readMessages(Owner.LOCAL, session, 0, 10);
            assertEquals("It was worth waiting.", messages.get(1).content().value());
            assertEquals(RunStatus.COMPLETED,
                    server.standIns.store.findRun(Owner.LOCAL, messages.get(1).run()).orElseThrow().status());
        }
    }

    /** A model that answers when it is told to. */
    private static final class GatedModel implements LlmGateway {

        final CountDownLatch asked = new CountDownLatch(1);
        final Semaphore go = new Semaphore(0);
        private volatile Optional<SessionId> session = Optional.empty();

        SessionId session() {
            return session.orElseThrow();
        }

        @Override
        public ReplyStream open(ModelCall call) {
            session = Optional.of(call.session());
            asked.countDown();
            var said = new AtomicBoolean();
            return new ReplyStream() {
                @Override
                public ReplyEvent next() {
                    if (said.getAndSet(true)) {
                        return new ReplyEvent.Completed(FinishReason.STOP, Optional.empty());
                    }
                    go.acquireUninterruptibly();
                    return new ReplyEvent.Delta(PlainText.of("It was worth waiting."));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public ModelProfile profile() {
            return new ModelProfile("gated", "gate", 8_192, 1_024);
        }
    }

    private static JsonValue open(TestServer server) throws Exception {
        server.standIns.model.reply("Hello.");
        return server.chat("{\"message\": \"Hi\"}").json();
    }

    private static String in(String session, String message) {
        return "{\"message\": \"" + message + "\", \"session_id\": \"" + session + "\"}";
    }

    private static List<String> texts(TestServer server, String session) {
        return server.standIns.store.readMessages(Owner.LOCAL, new SessionId(UUID.fromString(session)), 0, 100)
                .stream()
                .map(message -> message.content().value())
                .toList();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant giveUp = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(giveUp), "it did not come true in time");
            Thread.sleep(5);
        }
    }
}
