package dev.confab.application.execution;

import dev.confab.domain.PlainText;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.prompt.PromptBudget;
import dev.confab.domain.prompt.PromptComposer;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Price;
import java.util.OptionalInt;

/**
 * How many tokens a turn may use at the most. It is held back before the turn begins, and kept to when it is executed.
 *
 * @param promptTokens what the prompt may have
 * @param answerTokens what the answer may have
 */
record TurnNeed(int promptTokens, int answerTokens) {

    /** What is held back for each message of a window. */
    private static final int MESSAGE_TOKENS = 600;

    /**
     * Returns what a turn needs: what must be sent, and room for passages and earlier messages as far as the model can hold them.
     *
     * @param history whether there may be earlier messages
     */
    static TurnNeed of(PromptComposer composer, ModelProfile model, PlainText question, Attachments attachments,
            Grounding grounding, boolean history) {
        long tokens = composer.least(question, attachments, grounding);
        if (!(grounding instanceof Grounding.SelectedText)) {
            PromptBudget budget = composer.budget();
            tokens += budget.passages() + (history ? (long) MESSAGE_TOKENS * budget.messages() : 0);
        }
        return new TurnNeed((int) Math.min(tokens, model.promptTokens()), model.answerTokens());
    }

    /** Returns what that is by a price. */
    Amount at(Price price) {
        return price.of(new Usage(promptTokens, answerTokens));
    }

    /** Returns options of a call whose answer is no longer. */
    ModelOptions within(ModelOptions options) {
        return new ModelOptions(options.model(), options.temperature(), OptionalInt.of(answerTokens));
    }
}
