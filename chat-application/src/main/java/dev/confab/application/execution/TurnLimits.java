package dev.confab.application.execution;

import dev.confab.application.chat.ChatSettings;
import dev.confab.application.chat.Refusal;
import dev.confab.domain.PlainText;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.prompt.PromptComposer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long the parts of a turn may be.
 *
 * @param settings the limits
 * @param rules    how prompts are made, which have to fit
 * @param llm      the model that they have to fit
 */
public record TurnLimits(ChatSettings settings, TurnRules rules, LlmGateway llm) {

    /** Returns what is longer than it may be, whatever model answers. */
    Optional<Refusal> tooLong(PlainText message, Optional<PlainText> selectedText) {
        int selected = selectedText.map(PlainText::length).orElse(0);
        if (selected > settings.maxSelectedText()) {
            return Optional.of(new Refusal.TooLong(Refusal.Part.SELECTED_TEXT, selected, settings.maxSelectedText()));
        }
        return message.length() > settings.maxMessage()
                ? Optional.of(new Refusal.TooLong(Refusal.Part.MESSAGE, message.length(), settings.maxMessage()))
                : Optional.empty();
    }

    /** Returns by how much what must be sent is too long for the model that answers. */
    Optional<Refusal> excess(Turn turn, Grounding grounding) {
        return excess(rules.composer(turn, llm.profile(turn.options())), turn.question().content(),
                turn.question().attachments(), grounding);
    }

    /** Returns the same for a question that no assistant answers. */
    Optional<Refusal> excess(PlainText question, Attachments attachments, Grounding grounding) {
        return excess(rules.composer(), question, attachments, grounding);
    }

    private static Optional<Refusal> excess(PromptComposer composer, PlainText question, Attachments attachments,
            Grounding grounding) {
        OptionalInt excess = composer.excess(question, attachments, grounding);
        return excess.isPresent()
                ? Optional.of(new Refusal.TooLong(Refusal.Part.PROMPT, excess.getAsInt(), composer.budget().tokens()))
                : Optional.empty();
    }
}
