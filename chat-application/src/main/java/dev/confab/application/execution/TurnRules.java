package dev.confab.application.execution;

import dev.confab.application.chat.EvidenceSettings;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.prompt.PromptComposer;
import java.util.Objects;

/**
 * How turns are executed.
 *
 * @param composer  composes prompts
 * @param window    the most messages of history to read for one
 * @param evidence  the passages that answers rest on
 * @param maxAnswer the longest answer, in UTF-16 code units; a longer one is broken off there
 */
public record TurnRules(PromptComposer composer, int window, EvidenceSettings evidence, int maxAnswer) {

    public TurnRules {
        Objects.requireNonNull(composer, "composer");
        Objects.requireNonNull(evidence, "evidence");
    }

    /** The least support that a passage needs for an answer that may rest on this. */
    double threshold(Grounding grounding) {
        return grounding instanceof Grounding.Documents ? evidence.groundedRag() : evidence.openChat();
    }
}
