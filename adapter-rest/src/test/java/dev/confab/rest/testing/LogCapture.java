package dev.confab.rest.testing;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import dev.confab.rest.log.LogSettings;
import dev.confab.rest.log.Logs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The log as the server writes it, caught. Afterwards the tests log as before. */
public final class LogCapture implements AutoCloseable {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Logs logs;

    private LogCapture(LogSettings settings) {
        logs = Logs.to(written, settings);
    }

    public static LogCapture begin(LogSettings settings) {
        return new LogCapture(settings);
    }

    /** Waits until so many lines of JSON are there and returns them; more than that are a mistake. */
    public List<JsonValue> jsonLines(int count) throws InterruptedException {
        List<JsonValue> lines = textAfter(count).lines().map(JsonValue::parse).toList();
        if (lines.size() != count) {
            throw new AssertionError("expected " + count + " lines, not " + lines);
        }
        return lines;
    }

    private String textAfter(int lines) throws InterruptedException {
        Instant giveUp = Instant.now().plus(Duration.ofSeconds(10));
        while (text().lines().count() < lines) {
            if (Instant.now().isAfter(giveUp)) {
                throw new AssertionError("expected " + lines + " lines, not\n" + text());
            }
            Thread.sleep(5);
        }
        return text();
    }

    /** Waits until something was written and returns all that was. */
    public String textWith(String words) throws InterruptedException {
        Instant giveUp = Instant.now().plus(Duration.ofSeconds(10));
        while (!text().contains(words)) {
            if (Instant.now().isAfter(giveUp)) {
                throw new AssertionError("expected " + words + " in\n" + text());
            }
            Thread.sleep(5);
        }
        return text();
    }

    public String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    /** Ends the capture; all that was logged is there then. */
    @Override
    public void close() throws Exception {
        logs.close();
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new ContextInitializer(context).autoConfig();
    }
}
