package dev.confab.retrieval.extract.pdf;

/**
 * What the reader says on its standard output. Each frame is the byte of its kind, the length of what follows as an int, and
 * that.
 */
public enum Frame {
    /** How many pages there are: an int. Comes once, before the first page. */
    COUNT,
    /**
     * The next page: the number of headings as an int; for each where it begins, where it ends and its level, as ints, in
     * UTF-16 code units of the text; then the text in UTF-8.
     */
    PAGE,
    /** The text cannot be read: the byte of an {@link Obstacle}. Nothing comes after it. */
    OBSTACLE,
    /** All pages were read: nothing. Nothing comes after it. */
    END;

    /** The most headings of a page. */
    public static final int MAX_HEADINGS = 200;

    /** Why the text cannot be read. */
    public enum Obstacle {
        /** It wants a password. */
        ENCRYPTED,
        /** It is broken. */
        DAMAGED,
        /** It has no pages. */
        NO_PAGES,
        /** It has more pages than were asked for. */
        TOO_MANY_PAGES,
        /** It has more text than was asked for, or more on a page than a page may have. */
        TOO_MUCH_TEXT,
        /** A page has so much to do that it would not end. */
        TOO_SLOW,
        /** The memory is too small. */
        TOO_BIG
    }

    /** How the reader's process ends that has no memory left, as the virtual machine decides. */
    public static final int EXIT_OUT_OF_MEMORY = 3;
}
