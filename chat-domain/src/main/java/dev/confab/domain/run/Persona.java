package dev.confab.domain.run;

import dev.confab.domain.PlainText;
import dev.confab.domain.llm.ModelOptions;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What of an assistant counts while one turn is executed. What the answer may rest on is not here: the turn has it.
 *
 * @param from         which assistant, and after which of its changes
 * @param instructions what the model is told to be, not blank; they stand in the place of the server's
 * @param model        what is asked of the model
 * @param window       the most messages of history in the prompt; empty for as many as usual
 * @param remembers    whether turns of the owner's earlier sessions are found, and this one is remembered; empty for what
 *                     is usual
 */
public record Persona(AssistantRevision from, PlainText instructions, ModelOptions model, OptionalInt window,
        Optional<Boolean> remembers) {

    public Persona {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(instructions, "instructions");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(remembers, "remembers");
        if (instructions.isBlank()) {
            throw new IllegalArgumentException("instructions are not blank");
        }
        if (window.isPresent() && window.getAsInt() < 0) {
            throw new IllegalArgumentException("a window is not negative");
        }
    }
}
