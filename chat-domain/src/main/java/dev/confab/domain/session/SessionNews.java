package dev.confab.domain.session;

import dev.confab.domain.MessageId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What came of asking what has changed. */
public sealed interface SessionNews {

    /**
     * The next changes.
     *
     * @param sessions sessions that are new or different, as they are now, and those that the messages belong to
     * @param messages messages that are new, those of one session by their positions
     * @param deleted  sessions that are gone
     * @param withdrawn messages that are gone from sessions that are not
     * @param next     where the next changes begin, also when there are none yet
     * @param more     whether there are more already, or may be
     */
    record Changes(List<SessionEntry> sessions, List<Message> messages, List<Deletion> deleted,
            List<Withdrawal> withdrawn, SessionCursor next, boolean more) implements SessionNews {
        public Changes {
            sessions = List.copyOf(sessions);
            messages = List.copyOf(messages);
            deleted = List.copyOf(deleted);
            withdrawn = List.copyOf(withdrawn);
            Objects.requireNonNull(next, "next");
        }
    }

    /** Deletions since then have been forgotten, or this store never told the cursor: only all there is can be told. */
    record TooOld() implements SessionNews {}

    /** A session that is gone with all that belonged to it. */
    record Deletion(SessionId session, Instant at) {
        public Deletion {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(at, "at");
        }
    }

    /** A message that is gone; no other one ever stands in its place. */
    record Withdrawal(SessionId session, MessageId message, Instant at) {
        public Withdrawal {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(at, "at");
        }
    }
}
