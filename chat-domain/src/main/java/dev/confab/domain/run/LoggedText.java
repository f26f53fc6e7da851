package dev.confab.domain.run;

/**
 * What a run's log of shown text amounts to.
 *
 * @param length how much there is, in UTF-16 code units
 * @param blank  whether there is nothing but white space in it, so that it makes no answer
 */
public record LoggedText(int length, boolean blank) {

    /** The log in which nothing stands yet. */
    public static final LoggedText NONE = new LoggedText(0, true);

    public LoggedText {
        if (length < 0 || (length == 0 && !blank)) {
            throw new IllegalArgumentException("a length is not negative, and no text is blank text");
        }
    }

    LoggedText and(int units, boolean blankUnits) {
        return new LoggedText(length + units, blank && blankUnits);
    }
}
