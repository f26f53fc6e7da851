package dev.confab.domain.session;

import java.util.Objects;
import java.util.Optional;

/**
 * A session as people list, name and delete it.
 *
 * @param session  the session
 * @param title    what it is called, if it is called anything
 * @param revision how often title, mode, scope or metadata have been changed, from 0
 */
public record SessionEntry(Session session, Optional<Title> title, long revision) {

    public SessionEntry {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(title, "title");
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
        return new SessionAttributes(title, session.mode(), session.scope(), session.metadata());
    }
}
