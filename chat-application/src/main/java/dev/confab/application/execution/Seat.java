package dev.confab.application.execution;

import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import dev.confab.application.run.Watch;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** One of the places for those who watch; it is free again when the end was told, or when the watch is closed. */
final class Seat implements RunListener {

    private final Semaphore places;
    private final RunListener listener;
    private final AtomicBoolean left = new AtomicBoolean();

    private Seat(Semaphore places, RunListener listener) {
        this.places = places;
        this.listener = listener;
    }

    /** Takes a place for a listener; empty when all are taken. */
    static Optional<Seat> take(Semaphore places, RunListener listener) {
        return places.tryAcquire() ? Optional.of(new Seat(places, listener)) : Optional.empty();
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.End) {
            leave();
        }
        listener.on(event);
    }

    /** Returns a watch whose closing frees the place. */
    Watch until(Watch watch) {
        return () -> {
            watch.close();
            leave();
        };
    }

    void leave() {
        if (!left.getAndSet(true)) {
            places.release();
        }
    }
}
