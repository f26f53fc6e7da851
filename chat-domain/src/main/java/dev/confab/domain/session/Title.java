package dev.confab.domain.session;

import dev.confab.domain.PlainText;

/**
 * What a session is called.
 *
 * @param text not blank, at most {@value #MAX_LENGTH} UTF-16 code units
 */
public record Title(PlainText text) {

    /** The longest title. */
    public static final int MAX_LENGTH = 500;

    public Title {
        if (text.isBlank() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a title has 1 to " + MAX_LENGTH + " characters and is not blank");
        }
    }
}
