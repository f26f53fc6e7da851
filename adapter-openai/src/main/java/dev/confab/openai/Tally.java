package dev.confab.openai;

import java.time.Duration;
import java.util.Arrays;

/** Counts how attempts ended during the last stretch of time, which moves on in slices. For one thread at a time. */
final class Tally {

    private static final int SLICES = 30;

    private final long sliceNanos;
    private final int[] all = new int[SLICES];
    private final int[] failed = new int[SLICES];
    private long newest;

    /** @param window how far back the counts reach, give or take a thirtieth */
    Tally(Duration window) {
        sliceNanos = Math.max(1, window.toNanos() / SLICES);
    }

    /** @param now not negative and never before what was given earlier */
    void add(long now, boolean failure) {
        long slice = now / sliceNanos;
        for (long passed = Math.max(newest + 1, slice - SLICES + 1); passed <= slice; passed++) {
            all[(int) (passed % SLICES)] = 0;
            failed[(int) (passed % SLICES)] = 0;
        }
        newest = slice;
        all[(int) (slice % SLICES)]++;
        failed[(int) (slice % SLICES)] += failure ? 1 : 0;
    }

    /** Returns how many there were up to the last one that was added. */
    int all() {
        return Arrays.stream(all).sum();
    }

    /** Returns how many of them failed. */
    int failed() {
        return Arrays.stream(failed).sum();
    }
}
