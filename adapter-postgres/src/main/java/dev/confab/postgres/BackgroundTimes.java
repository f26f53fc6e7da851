package dev.confab.postgres;

import java.time.Duration;

/**
 * How often the database is asked about work in the background, while there is a reason to.
 *
 * @param poll      the time between two looks of a shift that nobody called for
 * @param heartbeat the time between two signs of life of work that is being done; after four of them without one it counts as
 *                  lost
 * @param linger    how long a shift goes on when there is nothing to do
 * @param look      the time between two looks of a process that has something to do anyway
 * @param awake     for how long after that it goes on looking
 */
record BackgroundTimes(Duration poll, Duration heartbeat, Duration linger, Duration look, Duration awake) {

    static final BackgroundTimes DEFAULT = new BackgroundTimes(Duration.ofSeconds(10), Duration.ofSeconds(5),
            Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofMinutes(2));

    /** How many signs of life may be missing. */
    static final int MISSED = 4;

    /** After how long without a sign of life work counts as lost. */
    Duration lost() {
        return heartbeat.multipliedBy(MISSED);
    }
}
