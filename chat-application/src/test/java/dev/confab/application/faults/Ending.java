package dev.confab.application.faults;

/** What a connection comes to once so many bytes went one way. For one thread at a time. */
final class Ending {

    /** How it ends. */
    enum Kind {
        CUT, RESET, HALF_CLOSE, HANG
    }

    private final Kind kind;
    private final long after;
    private final boolean once;
    private boolean spent;

    Ending(Kind kind, long after, boolean once) {
        if (after < 0) {
            throw new IllegalArgumentException("a number of bytes is not negative");
        }
        this.kind = kind;
        this.after = after;
        this.once = once;
    }

    Kind kind() {
        return kind;
    }

    long after() {
        return after;
    }

    /** Returns whether the connection at hand is the one, or one of those, that end so. */
    boolean take() {
        boolean mine = !spent;
        spent = once;
        return mine;
    }

    /** Returns whether it is over for everybody. */
    boolean isSpent() {
        return spent;
    }
}
