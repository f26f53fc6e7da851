package dev.confab.rest.chaos;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting: for a time where time itself is the matter, and otherwise for a condition. */
final class Pauses {

    private static final Duration STEP = Duration.ofMillis(20);

    private Pauses() {}

    static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", asked);
        }
    }

    /** Waits until it is so; returns whether that came in time. */
    static boolean until(Duration patience, BooleanSupplier condition) {
        long until = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            of(STEP);
        }
        return true;
    }
}
