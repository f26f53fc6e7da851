package dev.confab.openai;

import java.time.Duration;

/** Counts how the last attempts ended: so many at most, and none that is too old. For one thread at a time. */
final class Tally {

    private final long windowNanos;
    private final long[] times;
    private final boolean[] failures;
    private int oldest;
    private int all;
    private int failed;

    /**
     * Begins with nothing.
     *
     * @param most   how many attempts are looked at
     * @param window how far back they may lie
     */
    Tally(int most, Duration window) {
        windowNanos = window.toNanos();
        times = new long[most];
        failures = new boolean[most];
    }

    /** @param now never before what was given earlier */
    void add(long now, boolean failure) {
        while (all > 0 && (all == times.length || now - times[oldest] > windowNanos)) {
            failed -= failures[oldest] ? 1 : 0;
            oldest = (oldest + 1) % times.length;
            all--;
        }
        int place = (oldest + all) % times.length;
        times[place] = now;
        failures[place] = failure;
        all++;
        failed += failure ? 1 : 0;
    }

    /** Returns how many there were up to the last one that was added. */
    int all() {
        return all;
    }

    /** Returns how many of them failed. */
    int failed() {
        return failed;
    }
}
