package dev.confab.domain.account;

import dev.confab.domain.AssistantId;
import dev.confab.domain.PlainText;
import dev.confab.domain.session.Session;
import java.util.Objects;
import java.util.Optional;

/**
 * A session with what it is called.
 *
 * @param session the session
 * @param title   its title, if it has one
 * @param assistant the assistant that answers its turns when they name none, if there is one; it may be gone by now
 */
public record OwnedSession(Session session, Optional<PlainText> title, Optional<AssistantId> assistant) {

    public OwnedSession {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(assistant, "assistant");
    }
}
