package dev.confab.application.execution;

import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a run. */
final class EndListener implements RunListener {

    private final CountDownLatch told = new CountDownLatch(1);
    private volatile RunEvent.@Nullable End end;

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.End last) {
            end = last;
            told.countDown();
        }
    }

    /** Returns how the run ended; empty when that is not told in time, or not here. */
    Optional<RunEvent.Ended> await(Duration patience) {
        try {
            told.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        return end instanceof RunEvent.Ended ended ? Optional.of(ended) : Optional.empty();
    }
}
