package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.openai.provider.Behaviours;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** One line for each call, with nothing in it that was said, asked or kept secret; and no line from anybody else. */
class CallLogTest {

    private final GatewayFixture fixture = new GatewayFixture();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level levelBefore = root.getLevel();
    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        lines.setContext(root.getLoggerContext());
        lines.start();
        root.setLevel(Level.INFO);
        root.addAppender(lines);
    }

    @AfterEach
    void close() {
        root.detachAppender(lines);
        root.setLevel(levelBefore);
        fixture.close();
    }

    @Test
    void call_thatCompletes_isOneLine() {
        fixture.provider.then(Behaviours.error(500, ""));
        ModelCall call = ask("What is a secret?");
        Map<String, Object> line = onlyLine(Level.INFO);

        assertEquals(call.run().toString(), line.get("run_id"));
        assertEquals(call.session().toString(), line.get("session_id"));
        assertEquals("custom", line.get("provider"));
        assertEquals("test-model", line.get("model"));
        assertEquals(2, line.get("attempts"));
        assertEquals(12, line.get("prompt_tokens"));
        assertEquals(3, line.get("completion_tokens"));
        assertEquals("completed", line.get("outcome"));
        assertTrue(assertInstanceOf(Long.class, line.get("first_text_ms")) <= assertInstanceOf(Long.class,
                line.get("duration_ms")));
    }

    @Test
    void call_thatFails_isOneWarning() {
        fixture.provider.then(Behaviours.streams(Behaviours.delta("secret"), "secret garbage"));
        ask("What is a secret?");
        Map<String, Object> line = onlyLine(Level.WARN);

        assertEquals("failed", line.get("outcome"));
        assertEquals("model_protocol_broken", line.get("fault"));
    }

    @Test
    void call_thatIsCancelled_isOneLine() {
        fixture.provider.then(Behaviours.hangsAfter("secret"));
        try (ReplyStream reply = fixture.gateway.open(GatewayFixture.call("What is a secret?"))) {
            assertInstanceOf(ReplyEvent.Delta.class, reply.next());
            reply.close();
            assertInstanceOf(ReplyEvent.Cancelled.class, reply.next());
        }

        assertEquals("cancelled", onlyLine(Level.INFO).get("outcome"));
    }

    @Test
    void stream_thatWasNeverRead_isNoCall() {
        fixture.gateway.open(GatewayFixture.call("x")).close();

        assertTrue(lines.all.isEmpty());
    }

    private ModelCall ask(String question) {
        ModelCall call = GatewayFixture.call(question);
        try (ReplyStream reply = fixture.gateway.open(call)) {
            while (!(reply.next() instanceof ReplyEvent.End)) {
                // Only the line about it matters here.
            }
        }
        return call;
    }

    private Map<String, Object> onlyLine(Level level) {
        assertEquals(1, lines.all.size(), () -> lines.all.toString());
        ILoggingEvent line = lines.all.getFirst();
        assertEquals(level, line.getLevel());
        assertEquals("model call", line.getFormattedMessage());
        assertFalse(line.getKeyValuePairs().toString().contains("secret"));
        assertEquals(null, line.getThrowableProxy());
        return line.getKeyValuePairs().stream().collect(Collectors.toMap(CallLogTest::key, CallLogTest::value));
    }

    private static String key(KeyValuePair pair) {
        return pair.key;
    }

    private static Object value(KeyValuePair pair) {
        return pair.value;
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            all.add(event);
        }
    }
}
