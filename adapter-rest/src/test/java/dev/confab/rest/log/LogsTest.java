package dev.confab.rest.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.LogCapture;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogsTest {

    private static final Logger LOG = LoggerFactory.getLogger(LogsTest.class);
    private static final Logger LIBRARY = LoggerFactory.getLogger("org.example.library");

    /** A terminal that somebody has stopped. */
    private static final class StuckOutput extends OutputStream {

        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void write(int value) {
            write(new byte[] { (byte) value }, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            try {
                released.await();
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
            written.write(bytes, from, count);
        }

        String text() {
            return written.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void lines_whenNobodyTakesThem_delayNobodyAndAreCounted() throws Exception {
        var out = new StuckOutput();
        Logs logs = Logs.to(out, new LogSettings(Level.INFO, LogSettings.Format.JSON));
        try {
            long from = System.nanoTime();
            for (int line = 0; line < 20_000; line++) {
                LOG.atInfo().addKeyValue("line", line).log("one of many");
            }
            assertTrue(System.nanoTime() - from < TimeUnit.SECONDS.toNanos(10));

            out.released.countDown();
            while (!out.text().contains("log lines were lost")) {
                Thread.sleep(5);
            }
        } finally {
            logs.close();
            var context = (LoggerContext) LoggerFactory.getILoggerFactory();
            context.reset();
            new ContextInitializer(context).autoConfig();
        }
        List<JsonValue> lines = out.text().lines().map(JsonValue::parse).toList();
        long written = lines.stream().filter(line -> line.has("line")).count();
        long lost = lines.stream().filter(line -> line.has("lost")).mapToLong(line -> line.at("lost").number()).sum();
        assertTrue(lost > 0);
        assertEquals(20_000, written + lost);
    }

    @Test
    void close_writesWhatIsStillWaiting() throws Exception {
        LogCapture log = LogCapture.begin(new LogSettings(Level.INFO, LogSettings.Format.TEXT));
        for (int line = 0; line < 1_000; line++) {
            LOG.info("line");
        }
        log.close();

        assertEquals(1_000, log.text().lines().count());
    }

    @Test
    void levels_ofConfabAreAsSet_ofOthersAtLeastWarnings() throws Exception {
        try (LogCapture log = LogCapture.begin(new LogSettings(Level.DEBUG, LogSettings.Format.TEXT))) {
            LIBRARY.info("a library's");
            LOG.trace("too fine");
            LOG.debug("fine");
            LIBRARY.warn("a library's warning");

            log.close();
            String text = log.text();
            assertTrue(text.contains("DEBUG fine") && text.contains("WARN  a library's warning"), text);
            assertEquals(2, text.lines().count());
        }
    }
}
