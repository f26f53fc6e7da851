package dev.confab.application.chat;

import dev.confab.application.run.RunListener;
import dev.confab.application.run.Watch;
import dev.confab.application.run.WatchRun;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.SessionMode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Sends a user's message: whoever sends may wait for the answer, watch it, or walk away and come back.
 *
 * <p>
 * The message is stored before anything else happens and stays stored whatever happens to the answer. Its run is executed
 * to its end whoever goes away meanwhile; only {@code CancelRun}, or a newer message that interrupts it, ends it early. The
 * same command with the same key is one turn, however often and in whichever way it is sent.
 */
public interface SendMessage {

    /**
     * Sends and waits for the answer. Blocks until then, which suits a virtual thread; no connection to the store is held
     * meanwhile.
     *
     * @throws StoreFault if the store fails: at the opening of the turn nothing is stored, or it is and saying the same
     *                    again with the same key joins it; at its closing the message is stored, and the answer soon will
     *                    be if the store comes back
     */
    Result send(Owner owner, Command command);

    /**
     * Sends and watches: the listener is told what {@link WatchRun#watch} tells from position 0 on, possibly before this
     * returns.
     *
     * @throws StoreFault if the store fails at the opening of the turn
     */
    Start stream(Owner owner, Command command, RunListener listener);

    /**
     * Sends and walks away.
     *
     * @throws StoreFault if the store fails at the opening of the turn
     */
    Start start(Owner owner, Command command);

    /** What is asked of the model. */
    sealed interface Ask {

        /** Returns what is given along with it; of a question that is asked again nothing new is. */
        Attachments attachments();

        /** Something new, not blank. */
        record Said(PlainText message, Attachments attachments) implements Ask {
            public Said {
                Objects.requireNonNull(attachments, "attachments");
                requireMessage(message);
            }

            /** Something new that nothing is given along with. */
            public Said(PlainText message) {
                this(message, Attachments.NONE);
            }
        }

        /**
         * Something else, not blank, instead of an earlier message of the user in the same session. That session stays as it
         * is; the turn is the first one of a branch, a new session that begins with what stands before that message.
         */
        record Edited(MessageId replaced, PlainText message, Attachments attachments) implements Ask {
            public Edited {
                Objects.requireNonNull(replaced, "replaced");
                Objects.requireNonNull(attachments, "attachments");
                requireMessage(message);
            }

            /** Something else that nothing is given along with. */
            public Edited(MessageId replaced, PlainText message) {
                this(replaced, message, Attachments.NONE);
            }
        }

        /** The session's last question once more, for another answer. */
        record Again() implements Ask {
            @Override
            public Attachments attachments() {
                return Attachments.NONE;
            }
        }

        private static void requireMessage(PlainText message) {
            if (message.isBlank()) {
                throw new IllegalArgumentException("a message is not blank");
            }
        }
    }

    /**
     * What is sent.
     *
     * @param ask          what is asked
     * @param session      the session to go on with; for something new, an empty, unknown or foreign one starts a new one
     * @param selectedText a text the answer may rest on alone; it replaces history and retrieval for this turn, not blank
     * @param mode         what the answer may rest on; empty for the session's own mode. It becomes the mode of a session
     *                     that this turn makes
     * @param scope        where passages may come from; empty for the session's own scope. It becomes the scope of a
     *                     session that this turn makes
     * @param assistant    who answers; empty for the session's own assistant, if it has one. It becomes the assistant of a
     *                     session that this turn makes. Who of all of them counts, {@link
     *                     dev.confab.domain.assistant.TurnTerms} tells
     * @param metadata     what to remember with a session that this turn makes
     * @param onBusy       what to do when a run of the session has not ended
     * @param key          what makes repetitions of this command one turn, 1 to {@value IdempotencyKey#MAX_LENGTH}
     *                     characters; the same key for another command is refused
     */
    record Command(Ask ask, Optional<SessionId> session, Optional<PlainText> selectedText, Optional<SessionMode> mode,
            Optional<Scope> scope, Optional<AssistantId> assistant, Metadata metadata, OnBusy onBusy,
            Optional<String> key) {

        public Command {
            Objects.requireNonNull(ask, "ask");
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(selectedText, "selectedText");
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(assistant, "assistant");
            Objects.requireNonNull(metadata, "metadata");
            Objects.requireNonNull(onBusy, "onBusy");
            Objects.requireNonNull(key, "key");
            if (selectedText.filter(PlainText::isBlank).isPresent()) {
                throw new IllegalArgumentException("a selected text is not blank");
            }
        }

        /** Asks in a new session. */
        public static Command of(String message) {
            return of(new Ask.Said(PlainText.of(message)));
        }

        /** Asks the last question of a session once more. */
        public static Command again(SessionId session) {
            return of(new Ask.Again()).in(session);
        }

        private static Command of(Ask ask) {
            return new Command(ask, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Metadata.NONE,
                    OnBusy.INTERRUPT, Optional.empty());
        }

        /** Returns this command for a session. */
        public Command in(SessionId other) {
            return new Command(ask, Optional.of(other), selectedText, mode, scope, assistant, metadata, onBusy, key);
        }

        /** Returns this question as asked about a selected text. */
        public Command about(String text) {
            return new Command(ask, session, Optional.of(PlainText.of(text)), mode, scope, assistant, metadata, onBusy,
                    key);
        }

        /** Returns this question as asked of these documents; of no document at all that is all of them. */
        public Command from(Set<DocumentId> documents) {
            return new Command(ask, session, selectedText, mode, Optional.of(Scope.of(documents)), assistant, metadata,
                    onBusy,
                    key);
        }

        /** Returns this command for an assistant to answer. */
        public Command to(AssistantId other) {
            return new Command(ask, session, selectedText, mode, scope, Optional.of(other), metadata, onBusy, key);
        }

        /** Returns this command with another way of meeting a busy session. */
        public Command whenBusy(OnBusy other) {
            return new Command(ask, session, selectedText, mode, scope, assistant, metadata, other, key);
        }

        /** Returns this command with a key that makes its repetitions one turn. */
        public Command keyed(String other) {
            return new Command(ask, session, selectedText, mode, scope, assistant, metadata, onBusy,
                    Optional.of(other));
        }
    }

    /** What came of sending and waiting. */
    sealed interface Result {

        /**
         * There is an answer, and it is stored.
         *
         * @param run    the run; its status tells whether the answer is whole, and its error why not
         * @param answer the answer as it is stored
         */
        record Answered(Run run, Message answer) implements Result {}

        /** No answer came. The message is stored, no empty answer is. */
        record Unanswered(SessionId session, RunId run, RunError error, Optional<Duration> retryAfter)
                implements Result {}

        /** The run was cancelled, or a newer message took its place, before any text was kept. The message is stored. */
        record Interrupted(SessionId session, RunId run) implements Result {}

        /** The run goes on, or waits for its turn, without this call: it waited for long enough, or this process stops. */
        record Unfinished(SessionId session, RunId run) implements Result {}

        /** Nothing was stored. */
        record Refused(Refusal why) implements Result {}
    }

    /** What came of sending without waiting. */
    sealed interface Start {

        /**
         * The turn is acknowledged.
         *
         * @param status   where the run stands
         * @param replayed whether the command had been sent before: then nothing new was stored
         * @param watch    to be closed by whoever watches no longer
         */
        record Accepted(SessionId session, RunId run, RunStatus status, boolean replayed, Watch watch)
                implements Start {}

        /** Nothing was stored, and the listener is told nothing. */
        record Refused(Refusal why) implements Start {}
    }
}
