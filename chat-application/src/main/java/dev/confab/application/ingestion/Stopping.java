package dev.confab.application.ingestion;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether this process is about to end; who waits for something waits for that too. */
final class Stopping {

    private final CountDownLatch begun = new CountDownLatch(1);

    void begin() {
        begun.countDown();
    }

    boolean hasBegun() {
        return begun.getCount() == 0;
    }

    /** Waits, unless this process is about to end. */
    void pause(Duration duration) {
        try {
            begun.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new Halt("interrupted");
        }
        check();
    }

    /** @throws Halt if this process is about to end */
    void check() {
        if (hasBegun()) {
            throw new Halt("this process is about to end");
        }
    }
}
