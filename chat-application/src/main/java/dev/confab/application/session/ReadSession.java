package dev.confab.application.session;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionStore;
import java.util.List;
import java.util.Optional;

/** Reads what is stored. What belongs to another owner answers like what does not exist. */
public interface ReadSession {

    /**
     * Returns the session.
     *
     * @throws StoreFault if the store fails
     */
    Optional<Session> session(Owner owner, SessionId session);

    /**
     * Returns the messages after a position, oldest first; empty when there are no more or no such session.
     *
     * @param afterSeq 0 for the beginning
     * @param limit    1 to {@link SessionStore#MAX_PAGE}
     * @throws StoreFault if the store fails
     */
    List<Message> messages(Owner owner, SessionId session, long afterSeq, int limit);

    /** Returns this use case over a store. */
    static ReadSession from(SessionStore store) {
        return new StoredSessions(store);
    }
}
