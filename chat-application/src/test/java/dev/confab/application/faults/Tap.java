package dev.confab.application.faults;

/** Listens to what goes through a {@link FaultProxy}. */
@FunctionalInterface
public interface Tap {

    /**
     * Called with what was read and before any of it is passed on, by one thread at a time for each connection and direction.
     *
     * @param connection counted from 1 in the order of their coming
     */
    void passes(int connection, Direction direction, byte[] bytes);
}
