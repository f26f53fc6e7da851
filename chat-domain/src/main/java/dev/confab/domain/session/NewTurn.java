package dev.confab.domain.session;

import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.run.OnBusy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What is stored when a turn is opened.
 *
 * @param session      the session to go on with; one that does not exist for this owner starts a new session, as if none
 *                     were named
 * @param freshSession the identity of the new session, if one is made
 * @param mode         the mode of the new session, if one is made; {@link SessionMode#OPEN_CHAT} when empty
 * @param metadata     the metadata of the new session, if one is made
 * @param message      the identity of the user's message
 * @param content      what the user says, not blank
 * @param selectedText the text the answer may rest on alone; kept with the run, not blank
 * @param run          the identity of the run
 * @param onBusy       what to do when the session's last run has not ended
 * @param window       how many of the session's latest messages to return, 0 to {@value #MAX_WINDOW}
 * @param lease        how long the run may be executed before others may take it for orphaned, positive
 */
public record NewTurn(Optional<SessionId> session, SessionId freshSession, Optional<SessionMode> mode,
        Metadata metadata, MessageId message, PlainText content, Optional<PlainText> selectedText, RunId run,
        OnBusy onBusy, int window, Duration lease) {

    /** The largest window. */
    public static final int MAX_WINDOW = 200;

    public NewTurn {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(freshSession, "freshSession");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(selectedText, "selectedText");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(onBusy, "onBusy");
        Objects.requireNonNull(lease, "lease");
        if (content.isBlank() || selectedText.filter(PlainText::isBlank).isPresent()) {
            throw new IllegalArgumentException("a message and a selected text are not blank");
        }
        if (window < 0 || window > MAX_WINDOW) {
            throw new IllegalArgumentException("a window is 0 to " + MAX_WINDOW);
        }
        if (!lease.isPositive()) {
            throw new IllegalArgumentException("a lease is positive");
        }
    }
}
