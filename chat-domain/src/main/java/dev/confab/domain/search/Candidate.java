package dev.confab.domain.search;

import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Role;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A text that may have what is asked for.
 *
 * @param session the session it is in
 * @param title   that session's title, if it has one
 * @param message the message; empty when the text is the title
 * @param seq     the message's position, 0 for the title
 * @param role    who wrote it; empty for the title
 * @param at      when it was stored
 * @param text    what it says
 */
public record Candidate(SessionId session, Optional<PlainText> title, Optional<MessageId> message, long seq,
        Optional<Role> role, Instant at, PlainText text) {

    public Candidate {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(text, "text");
        if (message.isPresent() != role.isPresent() || message.isPresent() != seq > 0) {
            throw new IllegalArgumentException("a message has a position and a role, a title has neither");
        }
    }

    SearchPlace place(double score) {
        return new SearchPlace(score, at, session, seq);
    }
}
