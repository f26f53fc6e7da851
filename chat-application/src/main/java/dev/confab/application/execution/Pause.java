package dev.confab.application.execution;

import java.time.Duration;

/** How a thread waits: for real, or in a test not at all. */
@FunctionalInterface
public interface Pause {

    /**
     * Waits.
     *
     * @throws InterruptedException if the thread is asked to end
     */
    void of(Duration duration) throws InterruptedException;
}
