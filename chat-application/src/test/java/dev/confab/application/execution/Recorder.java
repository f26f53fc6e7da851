package dev.confab.application.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import dev.confab.domain.grounding.Citation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Writes down what a watcher is told, and checks that it makes sense while it comes. */
final class Recorder implements RunListener {

    private final int from;
    private final List<RunEvent> events = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final Set<Citation> seen = new LinkedHashSet<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    Recorder(int from) {
        this.from = from;
    }

    Recorder() {
        this(0);
    }

    @Override
    public synchronized void on(RunEvent event) {
        assertEquals(1, ended.getCount(), "nothing comes after the end");
        events.add(event);
        switch (event) {
            case RunEvent.Text piece -> {
                text.append(piece.text());
                assertEquals(piece.end(), from + text.length(), "pieces follow each other");
            }
            case RunEvent.Cited cited -> {
                assertEquals(from + text.length(), cited.citation().at(), "a citation is told where its marker ends");
                assertTrue(seen.add(cited.citation()), "a citation is told once");
            }
            case RunEvent.Attempt attempt -> assertTrue(attempt.failed() > 0);
            case RunEvent.End end -> ended.countDown();
        }
        notifyAll();
    }

    synchronized String text() {
        return text.toString();
    }

    synchronized List<RunEvent> events() {
        return List.copyOf(events);
    }

    synchronized List<Citation> cited() {
        return List.copyOf(seen);
    }

    /** Waits until so much of the answer was told. */
    synchronized String awaitText(int length) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (text.length() < length) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            assertTrue(left > 0, () -> "only " + text.length() + " characters came");
            wait(left);
        }
        return text.toString();
    }

    RunEvent.End awaitEnd() throws InterruptedException {
        assertTrue(ended.await(10, TimeUnit.SECONDS), "no end came");
        return assertInstanceOf(RunEvent.End.class, events().getLast());
    }

    RunEvent.Ended awaitEnded() throws InterruptedException {
        return assertInstanceOf(RunEvent.Ended.class, awaitEnd());
    }
}
