package dev.confab.rest.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/**
 * Sets up where log lines go. Called by the server's main only: a program that embeds this module logs as it likes.
 *
 * <p>
 * Lines are written by one thread of their own and delay nobody. Of other people's code only warnings are written, whatever the level: what libraries say below that
 * may repeat what people sent.
 */
public final class Logs implements AutoCloseable {

    private static final int MOST_WAITING = 8_192;
    private static final String TEXT = "%d{HH:mm:ss.SSS} %-5level %msg%replace( %kvp{NONE}){'^ $',''}%replace( request_id=%X{request_id}){' request_id=$',''}%n%faults";

    private final LoggerContext context;

    private Logs(LoggerContext context) {
        this.context = context;
    }

    /** Writes log lines there from now on, until closed. */
    public static Logs to(OutputStream out, LogSettings settings) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var lines = new OutputStreamAppender<ILoggingEvent>();
        lines.setContext(context);
        lines.setName("lines");
        lines.setEncoder(encoder(context, settings));
        lines.setImmediateFlush(false);
        lines.setOutputStream(new OpenOutput(out));
        lines.start();

        var queue = new WaitingLines(MOST_WAITING, lines);
        queue.setContext(context);
        queue.setName("waiting");
        queue.start();

        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(queue);
        Level level = Level.convertAnSLF4JLevel(settings.level());
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        context.getLogger("dev.confab").setLevel(level);
        // It prints whose work it was.
        context.getLogger("com.github.kagkarlsson").setLevel(Level.OFF);
        // It tells of taken ports, which the one who started the server is told in words.
        context.getLogger("io.micronaut.http.server.netty.NettyHttpServer").setLevel(Level.OFF);
        return new Logs(context);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogSettings settings) {
        return switch (settings.format()) {
            case JSON -> json(context, settings);
            case TEXT -> text(context, settings);
        };
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context, LogSettings settings) {
        var names = new LogstashFieldNames();
        names.setTimestamp("timestamp");
        names.setLogger("logger");
        names.setStackTrace("fault_trace");
        names.setVersion(LogstashFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLevelValue(LogstashFieldNames.IGNORE_FIELD_INDICATOR);
        names.setThread(LogstashFieldNames.IGNORE_FIELD_INDICATOR);
        names.setTags(LogstashFieldNames.IGNORE_FIELD_INDICATOR);
        var encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setTimeZone("UTC");
        encoder.setFieldNames(names);
        encoder.setThrowableConverter(started(new FaultTrace(settings.isDebug())));
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context, LogSettings settings) {
        var layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(TEXT);
        layout.getInstanceConverterMap().put("faults", () -> new FaultTrace(settings.isDebug()));
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }

    /** A stream that somebody else goes on using: closing ends with a flush. */
    private static final class OpenOutput extends FilterOutputStream {

        OpenOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private static FaultTrace started(FaultTrace trace) {
        trace.start();
        return trace;
    }

    /** Writes what is still waiting and stops. */
    @Override
    public void close() {
        context.stop();
    }
}
