package dev.confab.application.run;

/** A watch that goes on until its run's {@link RunEvent.End} or until it is closed. */
@FunctionalInterface
public interface Watch extends AutoCloseable {

    /** A watch that is over. */
    Watch OVER = () -> {
    };

    /** Ends the watch, not the run. Does not block; may be called by any thread, also from the listener, more than once. */
    @Override
    void close();
}
