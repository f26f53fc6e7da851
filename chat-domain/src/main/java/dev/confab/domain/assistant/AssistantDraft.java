package dev.confab.domain.assistant;

import dev.confab.domain.PlainText;
import dev.confab.domain.llm.ModelOptions;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionMode;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an assistant's owner says about it. What is left open is as the session or the server has it. Lengths are UTF-16 code
 * units.
 *
 * @param name         what people call it, 1 to {@value #MAX_NAME}, not blank
 * @param description  what it is for, at most {@value #MAX_DESCRIPTION}, for people alone
 * @param instructions what the model is told to be, 1 to {@value #MAX_INSTRUCTIONS}, not blank
 * @param model        what is asked of the model
 * @param window       the most messages of history in a prompt, 0 to {@link NewTurn#MAX_WINDOW}
 * @param scope        the documents it knows: each of them has to be one that the owner may see when this is stored
 * @param mode         what its answers may rest on
 * @param remembers    whether its turns are remembered and those of the owner's earlier sessions are found
 * @param metadata     what an embedding program remembers with it
 */
public record AssistantDraft(PlainText name, Optional<PlainText> description, PlainText instructions,
        ModelOptions model, OptionalInt window, Optional<Scope> scope, Optional<SessionMode> mode,
        Optional<Boolean> remembers, Metadata metadata) {

    /** The longest name. */
    public static final int MAX_NAME = 200;

    /** The longest description. */
    public static final int MAX_DESCRIPTION = 2_000;

    /** The longest instructions. */
    public static final int MAX_INSTRUCTIONS = 32_000;

    public AssistantDraft {
        requireText("name", name, MAX_NAME);
        Objects.requireNonNull(description, "description");
        requireText("instructions", instructions, MAX_INSTRUCTIONS);
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(remembers, "remembers");
        Objects.requireNonNull(metadata, "metadata");
        description.ifPresent(text -> requireText("description", text, MAX_DESCRIPTION));
        if (window.isPresent()) {
            NewTurn.requireWindow(window.getAsInt());
        }
    }

    /** An assistant that is told what to be, and nothing else. */
    public static AssistantDraft of(String name, String instructions) {
        return new AssistantDraft(PlainText.of(name), Optional.empty(), PlainText.of(instructions),
                ModelOptions.DEFAULT, OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Metadata.NONE);
    }

    private static void requireText(String what, PlainText text, int most) {
        if (text.isBlank() || text.length() > most) {
            throw new IllegalArgumentException("an assistant's " + what + " has 1 to " + most
                    + " characters and is not blank");
        }
    }
}
