package dev.confab.domain.document;

import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import java.util.Objects;

/**
 * What a retriever is asked.
 *
 * @param session  the session the question belongs to
 * @param question the user's question as it was sent, not blank
 * @param limit    the most passages to return, 1 to {@value #MAX_LIMIT}
 */
public record RetrievalQuery(SessionId session, PlainText question, int limit) {

    /** The most passages a query may ask for. */
    public static final int MAX_LIMIT = 100;

    public RetrievalQuery {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(question, "question");
        if (question.isBlank()) {
            throw new IllegalArgumentException("a question is not blank");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a limit is 1 to " + MAX_LIMIT);
        }
    }
}
