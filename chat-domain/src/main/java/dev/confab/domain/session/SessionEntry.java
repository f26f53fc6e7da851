package dev.confab.domain.session;

import dev.confab.domain.AssistantId;
import java.util.Objects;
import java.util.Optional;

/**
 * A session as people list, name and delete it.
 *
 * @param session  the session
 * @param title    what it is called, if it is called anything
 * @param assistant the assistant that answers its turns when they name none, if there is one; it may be gone by now
 * @param revision how often title, mode, scope, assistant or metadata have been changed, from 0
 */
public record SessionEntry(Session session, Optional<Title> title, Optional<AssistantId> assistant, long revision) {

    public SessionEntry {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(assistant, "assistant");
        if (revision < 0) {
            throw new IllegalArgumentException("a revision is not negative");
        }
    }

    /** Returns what tells this state of the session from every other one. */
    public SessionVersion version() {
        return new SessionVersion(revision, session.lastSeq());
    }

    /** Returns what can be changed of it, as it is. */
    public SessionAttributes attributes() {
        return new SessionAttributes(title, session.mode(), session.scope(), assistant, session.metadata());
    }
}
