package dev.confab.rest.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Log lines on their way to the one thread that writes them. Whoever logs never waits: when the writer cannot keep up,
 * lines are dropped and counted, and as soon as it can again, a line tells how many were lost. Logback's own asynchronous
 * appender does not tell, and the ring buffer of the JSON encoder's library needs parts of the JVM that newer ones warn of.
 */
final class WaitingLines extends AppenderBase<ILoggingEvent> {

    private static final int BATCH = 256;
    private static final long GLANCE_MILLIS = 500;
    /** What a person does not notice; meanwhile a busy server's lines gather, and nobody has to wake the writer. */
    private static final long GATHER_NANOS = 20_000_000;
    private static final long LAST_WORDS_MILLIS = 2_000;

    private final BlockingQueue<ILoggingEvent> waiting;
    private final OutputStreamAppender<ILoggingEvent> writer;
    private final AtomicLong lost = new AtomicLong();
    private volatile @Nullable Thread thread;

    /**
     * Prepares a queue.
     *
     * @param most   how many lines may wait
     * @param writer writes them, without flushing each
     */
    WaitingLines(int most, OutputStreamAppender<ILoggingEvent> writer) {
        this.waiting = new ArrayBlockingQueue<>(most);
        this.writer = writer;
    }

    @Override
    public void start() {
        super.start();
        thread = Thread.ofPlatform().daemon().name("confab-log").start(this::writeUntilStopped);
    }

    @Override
    protected void append(ILoggingEvent line) {
        line.prepareForDeferredProcessing();
        if (!waiting.offer(line)) {
            lost.incrementAndGet();
        }
    }

    /** Takes no more lines, and gives those that wait a moment to be written. */
    @Override
    public void stop() {
        super.stop();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join(LAST_WORDS_MILLIS);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
        }
        writer.stop();
    }

    private void writeUntilStopped() {
        List<ILoggingEvent> batch = new ArrayList<>(BATCH);
        while (isStarted() || !waiting.isEmpty()) {
            try {
                ILoggingEvent first = waiting.poll(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    if (isStarted() && waiting.size() < BATCH) {
                        LockSupport.parkNanos(GATHER_NANOS);
                    }
                    waiting.drainTo(batch, BATCH - 1);
                    write(batch);
                    batch.clear();
                }
            } catch (InterruptedException stopping) {
                // Only stop() interrupts, so as not to wait for the next glance; what is waiting is still written.
                addInfo("the log ends", stopping);
            }
        }
    }

    private void write(List<ILoggingEvent> batch) {
        batch.forEach(writer::doAppend);
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            writer.doAppend(lossOf(missing));
        }
        try {
            writer.getOutputStream().flush();
        } catch (IOException closed) {
            addWarn("log lines cannot be written", closed);
        }
    }

    private ILoggingEvent lossOf(long missing) {
        Logger logger = ((LoggerContext) getContext()).getLogger(WaitingLines.class);
        var line = new LoggingEvent(WaitingLines.class.getName(), logger, Level.WARN, "log lines were lost", null,
                new Object[0]);
        line.addKeyValuePair(new KeyValuePair("lost", missing));
        return line;
    }
}
