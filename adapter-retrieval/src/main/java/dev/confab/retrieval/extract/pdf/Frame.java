package dev.confab.retrieval.extract.pdf;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the reader says on its standard output. Each frame is the byte of its kind, the length of what follows as an int, and
 * that.
 */
public enum Frame {
    /** How many pages there are: an int. Comes once, before the first page. */
    COUNT('C'),
    /**
     * The next page: the number of headings as an int; for each where it begins, where it ends and its level, as ints, in
     * UTF-16 code units of the text; then the text in UTF-8.
     */
    PAGE('P'),
    /** The text cannot be read: the byte of an {@link Obstacle}. Nothing comes after it. */
    OBSTACLE('O'),
    /** All pages were read: nothing. Nothing comes after it. */
    END('E');

    /** The most headings of a page. */
    public static final int MAX_HEADINGS = 200;

    /** Why the text cannot be read. */
    public enum Obstacle {
        /** It wants a password. */
        ENCRYPTED('e'),
        /** It is broken. */
        DAMAGED('d'),
        /** It has no pages. */
        NO_PAGES('n'),
        /** It has more pages than were asked for. */
        TOO_MANY_PAGES('p'),
        /** It has more text than was asked for, or more on a page than a page may have. */
        TOO_MUCH_TEXT('t'),
        /** A page has so much to do that it would not end. */
        TOO_SLOW('s'),
        /** The memory is too small. */
        TOO_BIG('b');

        private final int mark;

        Obstacle(char mark) {
            this.mark = mark;
        }

        /** Returns the byte that says it. */
        public int mark() {
            return mark;
        }

        /** Returns what a byte says, if it is one of these. */
        public static Optional<Obstacle> of(int mark) {
            return Arrays.stream(values()).filter(obstacle -> obstacle.mark == mark).findFirst();
        }
    }

    /** How the reader's process ends that has no memory left, as the virtual machine decides. */
    public static final int EXIT_OUT_OF_MEMORY = 3;

    private final int mark;

    Frame(char mark) {
        this.mark = mark;
    }

    /** Returns the byte of this kind. */
    public int mark() {
        return mark;
    }

    /** Returns the kind that a byte says, if it is one of these. */
    public static Optional<Frame> of(int mark) {
        return Arrays.stream(values()).filter(frame -> frame.mark == mark).findFirst();
    }
}
