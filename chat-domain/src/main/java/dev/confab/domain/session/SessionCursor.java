package dev.confab.domain.session;

import dev.confab.domain.PlainText;

/**
 * Where a reading goes on. Only the store that told it can make something of it.
 *
 * @param value 1 to {@value #MAX_LENGTH} UTF-16 code units without U+0000 and lone surrogates
 */
public record SessionCursor(String value) {

    /** The longest cursor. */
    public static final int MAX_LENGTH = 20_000;

    public SessionCursor {
        if (value.isEmpty() || value.length() > MAX_LENGTH || PlainText.firstFlaw(value).isPresent()) {
            throw new IllegalArgumentException("a cursor has 1 to " + MAX_LENGTH + " characters");
        }
    }
}
