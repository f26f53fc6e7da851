package dev.confab.application.execution;

import dev.confab.application.chat.EvidenceSettings;
import dev.confab.domain.PlainText;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.prompt.PromptBudget;
import dev.confab.domain.prompt.PromptComposer;
import dev.confab.domain.run.Persona;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How turns are executed.
 *
 * @param composer  composes prompts
 * @param window    the most messages of history to read for one
 * @param evidence  the passages that answers rest on
 * @param maxAnswer the longest answer, in UTF-16 code units; a longer one is broken off there
 * @param summaries whether summaries stand in prompts for what has fallen out of the window
 */
public record TurnRules(PromptComposer composer, int window, EvidenceSettings evidence, int maxAnswer,
        boolean summaries) {

    public TurnRules {
        Objects.requireNonNull(composer, "composer");
        Objects.requireNonNull(evidence, "evidence");
    }

    /** Rules without summaries. */
    public TurnRules(PromptComposer composer, int window, EvidenceSettings evidence, int maxAnswer) {
        this(composer, window, evidence, maxAnswer, false);
    }

    /**
     * The composer of a turn's prompt, which has no more tokens than are held back for it.
     *
     * @param model what answers the turn
     * @param need  what is held back, if something is
     */
    PromptComposer composer(Turn turn, ModelProfile model, Optional<TurnNeed> need) {
        PromptComposer whole = composer(turn, model);
        PromptBudget budget = whole.budget();
        return need.map(held -> whole.with(whole.instructions(),
                new PromptBudget(held.promptTokens(), budget.messages(), budget.passages()))).orElse(whole);
    }

    /**
     * The composer of a turn's prompt.
     *
     * @param model what answers the turn
     */
    PromptComposer composer(Turn turn, ModelProfile model) {
        if (turn.persona().isEmpty() && turn.besides().length() == 0) {
            return composer;
        }
        PlainText instructions = turn.persona().map(Persona::instructions).orElse(composer.instructions());
        PlainText all = turn.besides().length() == 0 ? instructions
                : PlainText.of(instructions.value() + "\n\n" + turn.besides().value());
        int messages = turn.persona().map(Persona::window).orElse(OptionalInt.empty()).orElse(window);
        return composer.with(all, new PromptBudget(model.promptTokens(), messages, composer.budget().passages()));
    }

    /** Whether turns of earlier sessions are passages too. */
    boolean remembers(Turn turn) {
        return turn.persona().flatMap(Persona::remembers).orElse(evidence.memory());
    }

    /** The least support that a passage needs for an answer that may rest on this. */
    double threshold(Grounding grounding) {
        return grounding instanceof Grounding.Documents ? evidence.groundedRag() : evidence.openChat();
    }
}
