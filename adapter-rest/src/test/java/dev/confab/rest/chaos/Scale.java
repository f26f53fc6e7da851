package dev.confab.rest.chaos;

import java.util.Random;

/** How much is tried: a little in every build, much more with the profile {@code long}. And where chance comes from. */
final class Scale {

    private static final boolean LONG = Boolean.getBoolean("confab.long");

    private Scale() {}

    static int of(int usual, int much) {
        return LONG ? much : usual;
    }

    /** Returns what all random choices of a proof begin with; {@code -Dconfab.seed} repeats those of another one. */
    static long seed() {
        return Long.getLong("confab.seed", new Random().nextLong(1_000_000));
    }
}
