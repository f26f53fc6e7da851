package dev.confab.application.session;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads from the store as it is. */
record StoredSessions(SessionStore store) implements ReadSession {

    StoredSessions {
        Objects.requireNonNull(store, "store");
    }

    @Override
    public Optional<Session> session(Owner owner, SessionId session) {
        return store.findSession(owner, session);
    }

    @Override
    public List<Message> messages(Owner owner, SessionId session, long afterSeq, int limit) {
        return store.readMessages(owner, session, afterSeq, limit);
    }
}
