package dev.confab.application.retrieval;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.Scope;
import java.util.List;
import java.util.Objects;

/** Shows what retrieval alone gives for a question. */
public interface Retrieve {

    /**
     * Returns the passages that fit, best first, with their scores, also those that no answer would rest on.
     *
     * @throws RetrievalFault if it could not look
     */
    Result retrieve(Owner owner, Question question);

    /**
     * What is asked.
     *
     * @param text  not blank
     * @param scope where to look
     * @param limit the most passages, 1 to {@link dev.confab.domain.retrieval.RetrievalQuery#MAX_LIMIT}
     */
    record Question(PlainText text, Scope scope, int limit) {
        public Question {
            Objects.requireNonNull(scope, "scope");
            if (text.isBlank()) {
                throw new IllegalArgumentException("a question is not blank");
            }
        }
    }

    /**
     * What was found.
     *
     * @param passages     best first
     * @param openChat     the least support that a passage needs in an open chat
     * @param groundedRag  and in an answer that rests on documents alone
     */
    record Result(List<RankedPassage> passages, double openChat, double groundedRag) {
        public Result {
            passages = List.copyOf(passages);
        }
    }
}
