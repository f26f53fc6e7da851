package dev.confab.application.sync;

import dev.confab.domain.MessageId;
import dev.confab.domain.SessionId;
import dev.confab.domain.session.OfflineChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What devices see of the sessions of one owner. Safe for use by several threads at once. */
public interface SyncRemote {

    /** What came of a change. */
    enum Status {
        APPLIED, UNCHANGED, CONFLICT, REFUSED, BUSY
    }

    /** A session, as far as devices change it. */
    record SessionCopy(String title, long revision) {}

    /** A message, as far as devices care. */
    record MessageCopy(SessionId session, long seq, String content) {}

    /** What is told of a change. */
    record Told(Status status, Optional<SessionCopy> session, Optional<MessageCopy> message, boolean gone) {}

    /** Some of what has changed. */
    record Page(Map<SessionId, SessionCopy> sessions, Map<MessageId, MessageCopy> messages,
            Set<SessionId> deletedSessions, Set<MessageId> deletedMessages, String cursor, boolean more) {}

    /** Sends a batch. */
    List<Told> send(List<OfflineChange> batch);

    /** Reads what has changed. */
    Page read(Optional<String> cursor, int limit);

    /**
     * Asks a model in a session, or in a new one.
     *
     * @param open whether its answer is left to come later
     */
    void ask(Optional<SessionId> session, String words, boolean open);

    /** Lets all answers come. */
    void answer();
}
