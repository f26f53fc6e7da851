package dev.confab.application.chat;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.RunError;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.SessionMode;
import java.util.Objects;
import java.util.Optional;

/** Sends a user's message and waits for the answer. */
public interface SendMessage {

    /**
     * Stores the message, asks the model, stores the answer and returns it. Blocks until then, which suits a virtual
     * thread; no connection to the store is held meanwhile. The message is stored before anything else happens and stays
     * stored whatever happens to the answer.
     *
     * @throws StoreFault if the store fails: at the opening of the turn nothing is stored; at its closing the message is,
     *                    and the answer is lost
     */
    Result send(Owner owner, Command command);

    /**
     * What is asked.
     *
     * @param message      what the user says, not blank
     * @param session      the session to go on with; empty, unknown or somebody else's starts a new one
     * @param selectedText a text the answer may rest on alone; it replaces history and retrieval for this turn, not blank
     * @param mode         what the answer may rest on; empty for the session's own mode. It becomes the mode of a session
     *                     that this turn makes
     * @param metadata     what to remember with a session that this turn makes
     * @param onBusy       what to do when the session's last run has not ended
     */
    record Command(PlainText message, Optional<SessionId> session, Optional<PlainText> selectedText,
            Optional<SessionMode> mode, Metadata metadata, OnBusy onBusy) {

        public Command {
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(selectedText, "selectedText");
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(metadata, "metadata");
            Objects.requireNonNull(onBusy, "onBusy");
            if (message.isBlank() || selectedText.filter(PlainText::isBlank).isPresent()) {
                throw new IllegalArgumentException("a message and a selected text are not blank");
            }
        }

        /** Asks in a new session. */
        public static Command of(String message) {
            return new Command(PlainText.of(message), Optional.empty(), Optional.empty(), Optional.empty(),
                    Metadata.NONE,
                    OnBusy.INTERRUPT);
        }

        /** Returns this question as asked in a session. */
        public Command in(SessionId other) {
            return new Command(message, Optional.of(other), selectedText, mode, metadata, onBusy);
        }

        /** Returns this question as asked about a selected text. */
        public Command about(String text) {
            return new Command(message, session, Optional.of(PlainText.of(text)), mode, metadata, onBusy);
        }
    }

    /** What came of it. */
    sealed interface Result {

        /**
         * There is an answer, and it is stored.
         *
         * @param answer the answer as it was stored; its status tells whether it is whole
         * @param error  why it is not whole, if so
         * @param usage  what the model used, if its provider told
         */
        record Answered(SessionId session, RunId run, Message answer, Optional<RunError> error, Optional<Usage> usage)
                implements Result {}

        /** No answer came. The message is stored, no empty answer is. */
        record Unanswered(SessionId session, RunId run, ChatFault fault) implements Result {}

        /** A newer message to the session took this turn's place. The message is stored. */
        record Interrupted(SessionId session, RunId run) implements Result {}

        /** The session's last run has not ended and the command says to refuse; nothing is stored. */
        record Busy(SessionId session, RunId active) implements Result {}

        /**
         * Something is longer than it may be; nothing is stored.
         *
         * @param part   what is too long
         * @param length how long it is: UTF-16 code units, or tokens for {@link Part#PROMPT}
         * @param limit  how long it may be, in the same unit
         */
        record TooLong(Part part, int length, int limit) implements Result {}
    }

    /** A part of a command that has a limit. */
    enum Part {
        MESSAGE, SELECTED_TEXT,
        /** Instructions, question and selected text together, as they go to the model. */
        PROMPT
    }
}
