package dev.confab.domain.session;

import dev.confab.domain.RunId;
import dev.confab.domain.message.Message;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What came of one {@link OfflineChange}. */
public sealed interface SyncOutcome {

    /**
     * It is stored.
     *
     * @param state   what the change is about, as it is now
     * @param unended runs of a deleted session that had not ended, which somebody may still be executing
     */
    record Applied(State state, List<RunId> unended) implements SyncOutcome {
        public Applied {
            Objects.requireNonNull(state, "state");
            unended = List.copyOf(unended);
        }
    }

    /**
     * It had been so before. Nothing was stored.
     *
     * @param state what the change is about, as it is now, whatever has become of it since
     */
    record Known(State state) implements SyncOutcome {
        public Known {
            Objects.requireNonNull(state, "state");
        }
    }

    /**
     * Something else holds, and the copy has to follow it. Nothing was stored.
     *
     * @param state what holds
     */
    record Conflict(State state) implements SyncOutcome {
        public Conflict {
            Objects.requireNonNull(state, "state");
        }
    }

    /**
     * It cannot be stored. Nothing was.
     *
     * @param active the run that is in the way, when the session is busy
     */
    record Refused(Reason reason, Optional<RunId> active) implements SyncOutcome {
        public Refused {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(active, "active");
        }
    }

    /** How something stands. */
    sealed interface State {

        /** A session. */
        record OfSession(SessionEntry entry) implements State {
            public OfSession {
                Objects.requireNonNull(entry, "entry");
            }
        }

        /** A message. */
        record OfMessage(Message message) implements State {
            public OfMessage {
                Objects.requireNonNull(message, "message");
            }
        }

        /** It was deleted, or the session that it was in. */
        record Gone(Instant at) implements State {
            public Gone {
                Objects.requireNonNull(at, "at");
            }
        }
    }

    /** Why something cannot be stored. */
    enum Reason {
        /** This owner has no such session. */
        NO_SUCH_SESSION,
        /** The session has no such message. */
        NO_SUCH_MESSAGE,
        /** Something else has the identity, of this owner or of another one. */
        ID_TAKEN,
        /** A document that is named does not exist for this owner. */
        NO_SUCH_DOCUMENT,
        /** The owner has no such assistant as is named. */
        NO_SUCH_ASSISTANT,
        /** A run of the session has not ended: its answer belongs to the question before it. */
        BUSY
    }
}
