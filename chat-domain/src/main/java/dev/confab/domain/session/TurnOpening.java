package dev.confab.domain.session;

import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What came of asking the store to open a turn. */
public sealed interface TurnOpening {

    /**
     * The turn is acknowledged: message and run are stored.
     *
     * @param session     the session, as it is with the new message
     * @param question    the user's message as it was stored
     * @param window      the messages before it, oldest first
     * @param attempt     the attempt under which the run may be closed
     * @param interrupted the run that was cancelled to make room, if there was one
     */
    record Opened(Session session, Message question, List<Message> window, int attempt, Optional<RunId> interrupted)
            implements TurnOpening {
        public Opened {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(question, "question");
            window = List.copyOf(window);
            Objects.requireNonNull(interrupted, "interrupted");
        }
    }

    /** The session's last run has not ended and the turn was to be refused; nothing was stored. */
    record Busy(SessionId session, RunId active) implements TurnOpening {
        public Busy {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(active, "active");
        }
    }
}
