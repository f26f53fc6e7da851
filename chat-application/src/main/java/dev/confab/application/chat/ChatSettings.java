package dev.confab.application.chat;

import dev.confab.domain.PlainText;
import dev.confab.domain.prompt.PromptBudget;
import dev.confab.domain.session.NewTurn;
import java.util.Objects;

/**
 * What may be set about turns. Lengths are UTF-16 code units.
 *
 * @param instructions    what the model is told to be, not blank
 * @param windowMessages  the most messages of history in a prompt, 0 to {@link NewTurn#MAX_WINDOW}
 * @param evidence        the passages that answers rest on
 * @param maxMessage      the longest message of a user, at least 1
 * @param maxSelectedText the longest selected text, at least 1
 * @param maxAnswer       the longest answer; a longer one is broken off there, at least 1
 */
public record ChatSettings(PlainText instructions, int windowMessages, EvidenceSettings evidence, int maxMessage,
        int maxSelectedText, int maxAnswer) {

    /** What Confab is when nobody says otherwise. */
    public static final ChatSettings DEFAULT = new ChatSettings(
            PlainText.of("You are a helpful assistant for a textbook on Physical AI and Humanoid Robotics. "
                    + "Answer clearly and correctly, and say so when you do not know."),
            PromptBudget.DEFAULT_MESSAGES, EvidenceSettings.DEFAULT, 32_000, 200_000, 1_000_000);

    public ChatSettings {
        Objects.requireNonNull(instructions, "instructions");
        if (instructions.isBlank()) {
            throw new IllegalArgumentException("instructions are not blank");
        }
        requireWithin("windowMessages", windowMessages, 0, NewTurn.MAX_WINDOW);
        Objects.requireNonNull(evidence, "evidence");
        requireWithin("maxMessage", maxMessage, 1, Integer.MAX_VALUE);
        requireWithin("maxSelectedText", maxSelectedText, 1, Integer.MAX_VALUE);
        requireWithin("maxAnswer", maxAnswer, 1, Integer.MAX_VALUE);
    }

    /** Returns these settings with other instructions. */
    public ChatSettings withInstructions(PlainText other) {
        return new ChatSettings(other, windowMessages, evidence, maxMessage, maxSelectedText, maxAnswer);
    }

    /** Returns these settings with others about passages. */
    public ChatSettings withEvidence(EvidenceSettings other) {
        return new ChatSettings(instructions, windowMessages, other, maxMessage, maxSelectedText, maxAnswer);
    }

    private static void requireWithin(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + least + " to " + most);
        }
    }
}
