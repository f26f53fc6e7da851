package dev.confab.domain.account;

import dev.confab.domain.PlainText;
import dev.confab.domain.session.Session;
import java.util.Objects;
import java.util.Optional;

/**
 * A session with what it is called.
 *
 * @param session the session
 * @param title   its title, if it has one
 */
public record OwnedSession(Session session, Optional<PlainText> title) {

    public OwnedSession {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(title, "title");
    }
}
