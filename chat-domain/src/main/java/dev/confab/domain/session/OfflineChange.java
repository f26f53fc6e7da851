package dev.confab.domain.session;

import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that was done to a copy of sessions while nobody else heard of it. Who made something chose its identity, so that
 * the same may be said again.
 */
public sealed interface OfflineChange {

    /** The session it is about. */
    SessionId session();

    /** A session was made, with an empty log. */
    record SessionMade(SessionId session, SessionAttributes attributes) implements OfflineChange {
        public SessionMade {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(attributes, "attributes");
        }
    }

    /**
     * What is said about a session became something else.
     *
     * @param revision   the one that the copy had, see {@link SessionEntry}
     * @param attributes all that is to hold now
     */
    record SessionChanged(SessionId session, long revision, SessionAttributes attributes) implements OfflineChange {
        public SessionChanged {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(attributes, "attributes");
            if (revision < 0) {
                throw new IllegalArgumentException("a revision is not negative");
            }
        }
    }

    /**
     * A session was deleted with all that was said in it.
     *
     * @param revision the one that the copy had, if another one is a reason not to
     */
    record SessionDeleted(SessionId session, Optional<Long> revision) implements OfflineChange {
        public SessionDeleted {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(revision, "revision");
        }
    }

    /** A message was said at the end of a log. */
    record MessageAdded(SessionId session, NewMessage message) implements OfflineChange {
        public MessageAdded {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(message, "message");
        }
    }

    /** Other words were put into a message. A log keeps what was said as it was said, so this only tells what stands there. */
    record MessageChanged(SessionId session, MessageId message, PlainText content) implements OfflineChange {
        public MessageChanged {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(content, "content");
        }
    }

    /** A message was taken out of a log. */
    record MessageDeleted(SessionId session, MessageId message) implements OfflineChange {
        public MessageDeleted {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(message, "message");
        }
    }
}
