package dev.confab.application.chat;

import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import dev.confab.application.run.Watch;
import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.prompt.GivenHistory;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.SessionMode;
import java.util.Objects;
import java.util.Optional;

/**
 * Answers a question whose history is brought along, and stores nothing: no session, no message, no run. So there is nothing
 * to come back to: it goes on for as long as somebody listens, in this process alone, and is lost with it.
 *
 * <p>
 * Retrieval, selected texts, assistants, limits and the model are the same as in {@link SendMessage}.
 */
public interface AnswerOnce {

    /**
     * Begins to answer. What comes is told from a thread of its own, as to a watcher of a run: text as it is written, and
     * last one {@link RunEvent.Ended}. Run, session and messages in it have identities under which nobody finds them.
     *
     * @throws StoreFault if an assistant or documents are named and the store fails; nothing is told then
     */
    Start begin(Owner owner, Question question, RunListener listener);

    /**
     * What is asked.
     *
     * @param message      what the user says, not blank
     * @param history      what was said before
     * @param selectedText a text the answer may rest on alone; it replaces history and retrieval, not blank
     * @param mode         what the answer may rest on; empty for what the assistant says, or else anything
     * @param scope        where passages may come from; empty for what the assistant says, or else all documents
     * @param assistant    who answers
     * @param attachments  what is given along with the message
     */
    record Question(PlainText message, GivenHistory history, Optional<PlainText> selectedText,
            Optional<SessionMode> mode, Optional<Scope> scope, Optional<AssistantId> assistant,
            Attachments attachments) {

        public Question {
            Objects.requireNonNull(history, "history");
            Objects.requireNonNull(selectedText, "selectedText");
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(assistant, "assistant");
            Objects.requireNonNull(attachments, "attachments");
            if (message.isBlank() || selectedText.filter(PlainText::isBlank).isPresent()) {
                throw new IllegalArgumentException("a message and a selected text are not blank");
            }
        }

        /** Asks with no history. */
        public static Question of(String message) {
            return new Question(PlainText.of(message), GivenHistory.NONE, Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Attachments.NONE);
        }
    }

    /** What came of beginning. */
    sealed interface Start {

        /**
         * An answer is being made.
         *
         * @param call ends it when it is closed; the call of the model is cut then
         */
        record Begun(Watch call) implements Start {
            public Begun {
                Objects.requireNonNull(call, "call");
            }
        }

        /** There will be no answer, and the listener is told nothing. */
        record Refused(Refusal why) implements Start {
            public Refused {
                Objects.requireNonNull(why, "why");
            }
        }
    }
}
