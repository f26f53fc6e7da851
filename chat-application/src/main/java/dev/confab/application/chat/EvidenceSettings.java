package dev.confab.application.chat;

import dev.confab.domain.prompt.PromptBudget;
import dev.confab.domain.retrieval.RetrievalQuery;

/**
 * What may be set about the passages that answers rest on.
 *
 * @param passages    the most passages in a prompt, 1 to {@link RetrievalQuery#MAX_LIMIT}
 * @param tokens      the most tokens of a prompt that passages may have, at least 1; they never have more than half of what
 *                    is left beside the question
 * @param openChat    the least support that a passage needs in an open chat, 0 to 1
 * @param groundedRag and where an answer may rest on documents alone: without such a passage no model is asked
 * @param memory      whether remembered turns of the owner's other sessions are passages too
 */
public record EvidenceSettings(int passages, int tokens, double openChat, double groundedRag, boolean memory) {

    /**
     * What holds when nobody says otherwise. Measured with two collections and the questions of both: by words alone, at
     * 0.35, 92 % of the questions that a collection answers had a passage worth it, and 78 % of the others had none.
     */
    public static final EvidenceSettings DEFAULT = new EvidenceSettings(5, PromptBudget.DEFAULT_PASSAGES, 0.2, 0.35,
            false);

    public EvidenceSettings {
        if (passages < 1 || passages > RetrievalQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("passages is 1 to " + RetrievalQuery.MAX_LIMIT);
        }
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens is at least 1");
        }
        if (!(openChat >= 0 && openChat <= 1 && groundedRag >= 0 && groundedRag <= 1)) {
            throw new IllegalArgumentException("openChat and groundedRag are 0 to 1");
        }
    }

    /** Returns these settings with another number of passages. */
    public EvidenceSettings withPassages(int other) {
        return new EvidenceSettings(other, tokens, openChat, groundedRag, memory);
    }

    /** Returns these settings with other thresholds. */
    public EvidenceSettings withSupport(double open, double grounded) {
        return new EvidenceSettings(passages, tokens, open, grounded, memory);
    }
}
