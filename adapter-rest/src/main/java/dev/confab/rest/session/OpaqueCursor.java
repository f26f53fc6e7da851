package dev.confab.rest.session;

import dev.confab.domain.PlainText;
import dev.confab.domain.session.SessionCursor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Cursors as clients keep them: words without a meaning for them, that fit into an address as they are. */
final class OpaqueCursor {

    private OpaqueCursor() {}

    static String of(SessionCursor cursor) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(cursor.value().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what a client sent back; empty if that was never told. */
    static Optional<SessionCursor> read(String text) {
        if (text.isEmpty() || text.length() > 2 * SessionCursor.MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            String value = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            return value.length() > SessionCursor.MAX_LENGTH || value.isEmpty()
                    || PlainText.firstFlaw(value).isPresent() ? Optional.empty()
                            : Optional.of(new SessionCursor(value));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }
}
