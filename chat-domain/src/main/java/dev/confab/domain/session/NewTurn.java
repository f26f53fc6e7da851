package dev.confab.domain.session;

import dev.confab.domain.AssistantId;
import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.run.Persona;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is stored when a turn is opened.
 *
 * @param session      the session to go on with; for a {@link Ask.Said} one that does not exist for this owner starts a new
 *                     session, as if none were named
 * @param freshSession the identity of the new session, if one is made
 * @param mode         the mode of this turn, and of the new session if one is made that is no branch; when empty, the
 *                     session's own, and {@link SessionMode#OPEN_CHAT} for a new one
 * @param scope        where the passages of this turn come from, and those of the new session if one is made that is no
 *                     branch; when empty, the session's own, and {@link Scope#ALL} for a new one. Each document that it
 *                     names has to be one that the owner may see
 * @param assistant    the assistant that answers this turn, and those of the new session if one is made that is no branch;
 *                     when empty, the session's own, if it has one that still exists. It has to be one that the owner has
 * @param metadata     the metadata of the new session, if one is made that is no branch
 * @param ask          what is asked
 * @param selectedText the text the answer may rest on alone; kept with the run, not blank
 * @param run          the identity of the run
 * @param key          what makes a repetition of this turn known as such; nothing else of a repetition is looked at
 * @param onBusy       what to do when a run of the session has not ended
 * @param followed     whether somebody follows the run's text from its beginning
 * @param window       how many of the latest messages of the turns before this one to return, 0 to
 *                     {@value #MAX_WINDOW}, or as many as the assistant says for a turn without a selected text
 * @param hold         who executes the run
 */
public record NewTurn(Optional<SessionId> session, SessionId freshSession, Optional<SessionMode> mode,
        Optional<Scope> scope, Optional<AssistantId> assistant, Metadata metadata, Ask ask,
        Optional<PlainText> selectedText, RunId run,
        Optional<IdempotencyKey> key,
        OnBusy onBusy, boolean followed, int window, Hold hold) {

    /** The largest window. */
    public static final int MAX_WINDOW = 200;

    /** The most runs of a session that have not ended; beyond it a turn is refused as busy, whatever it says. */
    public static final int MAX_WAITING = 200;

    /** What is asked of the model. */
    public sealed interface Ask {

        /** Something new. */
        record Said(MessageId id, PlainText content, Attachments attachments) implements Ask {
            public Said {
                Objects.requireNonNull(id, "id");
                Objects.requireNonNull(attachments, "attachments");
                requireContent(content);
            }

            /** Something new that nothing is given along with. */
            public Said(MessageId id, PlainText content) {
                this(id, content, Attachments.NONE);
            }
        }

        /**
         * Something else instead of an earlier message of the user. The named session stays as it is: a branch is made, a
         * new session that has copies of what stands before that message, its mode and metadata, and this is said there. Runs
         * of the named session go on, whatever the turn says about busy sessions.
         */
        record Edited(MessageId replaced, MessageId id, PlainText content, Attachments attachments) implements Ask {
            public Edited {
                Objects.requireNonNull(replaced, "replaced");
                Objects.requireNonNull(id, "id");
                Objects.requireNonNull(attachments, "attachments");
                requireContent(content);
            }

            /** Something else that nothing is given along with. */
            public Edited(MessageId replaced, MessageId id, PlainText content) {
                this(replaced, id, content, Attachments.NONE);
            }
        }

        /** The newest message of the user once more: a new answer beside the old one, which takes its place in prompts. */
        record Again() implements Ask {}

        private static void requireContent(PlainText content) {
            if (content.isBlank()) {
                throw new IllegalArgumentException("a message is not blank");
            }
        }
    }

    public NewTurn {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(freshSession, "freshSession");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(assistant, "assistant");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(ask, "ask");
        Objects.requireNonNull(selectedText, "selectedText");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(onBusy, "onBusy");
        Objects.requireNonNull(hold, "hold");
        if (selectedText.filter(PlainText::isBlank).isPresent()) {
            throw new IllegalArgumentException("a selected text is not blank");
        }
        requireWindow(window);
    }

    /** Returns how many messages to return, with what an assistant says about it. */
    public int window(Optional<Persona> persona) {
        return window(window, selectedText.isPresent(), persona);
    }

    /** Returns how many messages to read for a turn, for those who implement {@link SessionStore#readTurn}. */
    public static int window(int usual, boolean selectedText, Optional<Persona> persona) {
        return selectedText ? usual : persona.map(Persona::window).orElse(OptionalInt.empty()).orElse(usual);
    }

    /** Checks the size of a window, for those who implement {@link SessionStore#readTurn}. */
    public static void requireWindow(int window) {
        if (window < 0 || window > MAX_WINDOW) {
            throw new IllegalArgumentException("a window is 0 to " + MAX_WINDOW);
        }
    }
}
