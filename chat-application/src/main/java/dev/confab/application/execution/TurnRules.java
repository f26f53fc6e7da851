package dev.confab.application.execution;

import dev.confab.domain.prompt.PromptComposer;
import java.util.Objects;

/**
 * How turns are executed.
 *
 * @param composer  composes prompts
 * @param window    the most messages of history to read for one
 * @param passages  the most passages to retrieve
 * @param maxAnswer the longest answer, in UTF-16 code units; a longer one is broken off there
 */
public record TurnRules(PromptComposer composer, int window, int passages, int maxAnswer) {

    public TurnRules {
        Objects.requireNonNull(composer, "composer");
    }
}
