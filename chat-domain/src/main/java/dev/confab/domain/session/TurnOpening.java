package dev.confab.domain.session;

import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Persona;
import dev.confab.domain.summary.Summary;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What came of asking the store to open a turn. */
public sealed interface TurnOpening {

    /**
     * The turn is acknowledged: message and run are stored, and the run is to be executed.
     *
     * @param session     the session, as it is with the new message
     * @param question    the user's message as it is stored
     * @param window      the latest messages of the turns before it, in the order of the log
     * @param mode        what the answer may rest on without a selected text: as the turn, an assistant or the session says
     * @param scope       where the passages of this turn come from, likewise
     * @param persona     what is taken from the assistant that answers it, if one does
     * @param reach       the position of the latest change of passages that this owner may see; 0 when there are none
     * @param attempt     the attempt under which the run may be closed
     * @param interrupted the runs that were cancelled to make room, in the order of their opening
     * @param summary     the summary of the session, if there is one; where there was nothing to summarise yet it may be
     *                    missing. What has fallen out of the window and is not told by it stands in the window nevertheless,
     *                    as far as {@link #beyond} allows
     * @param nameless    whether the session has no title and none was taken away from it
     */
    record Opened(Session session, Message question, List<Message> window, SessionMode mode, Scope scope,
            Optional<Persona> persona, long reach, int attempt, List<RunId> interrupted, Optional<Summary> summary,
            boolean nameless)
            implements TurnOpening {
        public Opened {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(question, "question");
            window = List.copyOf(window);
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(persona, "persona");
            interrupted = List.copyOf(interrupted);
            Objects.requireNonNull(summary, "summary");
            if (attempt < 1) {
                throw new IllegalArgumentException("attempts count from 1");
            }
            if (reach < 0) {
                throw new IllegalArgumentException("positions are not negative");
            }
        }

        /**
         * Returns how many messages more a window of this size may have, of those that no summary tells of yet; for those who
         * implement {@link SessionStore}.
         */
        public static int beyond(int window) {
            return Math.max(LEAST_BEYOND, window);
        }

        /** Messages before that position are few enough that no summary is looked for. */
        public static final int FEW = 4;

        private static final int LEAST_BEYOND = 8;
    }

    /** The turn is acknowledged: message and run are stored, and the run waits for those before it. */
    record Queued(Session session, Message question) implements TurnOpening {
        public Queued {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(question, "question");
        }
    }

    /** The same turn was opened before, under the same key: that run is its run. Nothing was stored. */
    record Joined(SessionId session, RunId run) implements TurnOpening {
        public Joined {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(run, "run");
        }
    }

    /** Another turn was opened before under the same key. Nothing was stored. */
    record KeyTaken(SessionId session, RunId run) implements TurnOpening {
        public KeyTaken {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(run, "run");
        }
    }

    /**
     * A run of the session has not ended and the turn was to be refused, or too many wait. Nothing of the turn was stored.
     *
     * @param active the run that is running, else the one that is next
     */
    record Busy(SessionId session, RunId active) implements TurnOpening {
        public Busy {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(active, "active");
        }
    }

    /** A document that the turn's scope names does not exist for this owner. Nothing was stored. */
    record NoSuchDocument() implements TurnOpening {}

    /** The owner has no such assistant as the turn names. Nothing was stored. */
    record NoSuchAssistant() implements TurnOpening {}

    /** There is no such session, no such message of the user in it, or none to ask again. Nothing was stored. */
    record NothingToAsk() implements TurnOpening {}
}
