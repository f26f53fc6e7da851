package dev.confab.domain.session;

/**
 * Which messages of a log are read. They always come oldest first.
 *
 * @param direction which way from the position
 * @param seq       the position, which is not in it; not negative
 * @param limit     how many at the most, 1 to {@value SessionStore#MAX_PAGE}
 */
public record MessagePage(Direction direction, long seq, int limit) {

    /** Which way to read from a position. */
    public enum Direction {
        /** The messages that follow it. */
        AFTER,
        /** The messages that stand right before it. */
        BEFORE
    }

    public MessagePage {
        SessionStore.requirePage(seq, limit);
    }

    /** The messages that follow a position, 0 for the beginning. */
    public static MessagePage after(long seq, int limit) {
        return new MessagePage(Direction.AFTER, seq, limit);
    }

    /** The messages right before a position; one beyond the end gives the latest. */
    public static MessagePage before(long seq, int limit) {
        return new MessagePage(Direction.BEFORE, seq, limit);
    }
}
