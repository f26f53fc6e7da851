package dev.confab.domain.message;

import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.grounding.Citation;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of a session's append-only log. It can be taken out of it, and says what it said as long as it stands there.
 *
 * @param id        which message
 * @param session   the session whose log it stands in
 * @param seq       its position in that log, dense from 1
 * @param turn      position of the user's message of its turn: its own for a user's message, and 0 for what the assistant
 *                  said before anybody asked
 * @param role      who wrote it
 * @param content   what it says, not blank
 * @param status    whether it is whole; a user's message always is
 * @param citations where an answer points into passages, in the order of their places in it; empty for a user's
 *                  message
 * @param attachments what the user gave along with it; nothing for an answer
 * @param origin    the run that this message asked for first or that wrote it; empty for a message that was added to the
 *                  log without asking a model
 * @param createdAt when it was stored, by the store's clock
 */
public record Message(MessageId id, SessionId session, long seq, long turn, Role role, PlainText content,
        MessageStatus status,
        List<Citation> citations, Attachments attachments, Optional<RunId> origin, Instant createdAt) {

    public Message {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(status, "status");
        citations = List.copyOf(citations);
        Objects.requireNonNull(attachments, "attachments");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(createdAt, "createdAt");
        if (seq < 1 || turn < (origin.isPresent() ? 1 : 0) || (role == Role.USER ? turn != seq : turn >= seq)) {
            throw new IllegalArgumentException("positions count from 1, and an answer stands after its question");
        }
        if (content.isBlank()) {
            throw new IllegalArgumentException("a message is not blank");
        }
        if (role == Role.USER && (status != MessageStatus.COMPLETE || !citations.isEmpty())) {
            throw new IllegalArgumentException("a user's message is whole and cites nothing");
        }
        if (role == Role.ASSISTANT && !attachments.isEmpty()) {
            throw new IllegalArgumentException("nothing is given along with an answer");
        }
    }

    /** Returns this message with other words, and nothing given along with it. */
    public Message saying(PlainText other) {
        return new Message(id, session, seq, turn, role, other, status, citations, Attachments.NONE, origin,
                createdAt);
    }

    /** A message of a turn that nothing was given along with. */
    public Message(MessageId id, SessionId session, long seq, long turn, Role role, PlainText content,
            MessageStatus status, List<Citation> citations, RunId run, Instant createdAt) {
        this(id, session, seq, turn, role, content, status, citations, Attachments.NONE, Optional.of(run),
                createdAt);
    }

    /**
     * Returns the run of a message that is known to be of a turn.
     *
     * @throws IllegalStateException if it was added without asking a model
     */
    public RunId run() {
        return origin.orElseThrow(() -> new IllegalStateException("message " + id + " has no run"));
    }
}
