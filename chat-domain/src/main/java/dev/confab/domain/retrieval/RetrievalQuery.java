package dev.confab.domain.retrieval;

import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a retriever is asked.
 *
 * @param session  the session the question belongs to, if it does; its own messages are not retrieved for it
 * @param question the user's question as it was sent, not blank
 * @param scope    where to look
 * @param memory   whether remembered turns of the owner's other sessions are found too, whatever the scope; without it none
 *                 are
 * @param limit    the most passages to return, 1 to {@value #MAX_LIMIT}
 * @param reach    the position ({@link PassageStore#latest}) of the latest change that the answer must know of, 0 when
 *                 there is nothing to be found; empty to have it asked for
 */
public record RetrievalQuery(Optional<SessionId> session, PlainText question, Scope scope, boolean memory, int limit,
        OptionalLong reach) {

    /** The most passages a query may ask for. */
    public static final int MAX_LIMIT = 100;

    public RetrievalQuery {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(reach, "reach");
        if (question.isBlank()) {
            throw new IllegalArgumentException("a question is not blank");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a limit is 1 to " + MAX_LIMIT);
        }
    }

    /** Returns a question of its own, to everything the owner may see. */
    public static RetrievalQuery of(PlainText question, int limit) {
        return new RetrievalQuery(Optional.empty(), question, Scope.ALL, false, limit, OptionalLong.empty());
    }
}
