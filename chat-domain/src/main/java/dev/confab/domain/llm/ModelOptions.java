package dev.confab.domain.llm;

import dev.confab.domain.PlainText;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What one call asks of a model beyond its prompt. What is left open is as the gateway was set up.
 *
 * @param model        the name of another model of the same provider, 1 to {@value #MAX_NAME} UTF-16 code units, not blank,
 *                     without control characters
 * @param temperature  0 to {@value #MAX_TEMPERATURE}
 * @param answerTokens the longest answer, 1 to {@value #MAX_ANSWER_TOKENS} tokens
 */
public record ModelOptions(Optional<String> model, OptionalDouble temperature, OptionalInt answerTokens) {

    /** The longest name of a model. */
    public static final int MAX_NAME = 200;

    /** The highest temperature. */
    public static final int MAX_TEMPERATURE = 2;

    /** The longest answer that may be asked for, in tokens. */
    public static final int MAX_ANSWER_TOKENS = 1_000_000;

    /** All is as the gateway was set up. */
    public static final ModelOptions DEFAULT = new ModelOptions(Optional.empty(), OptionalDouble.empty(),
            OptionalInt.empty());

    public ModelOptions {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(temperature, "temperature");
        Objects.requireNonNull(answerTokens, "answerTokens");
        if (model.filter(name -> !isName(name)).isPresent()) {
            throw new IllegalArgumentException("a model's name is plain text of 1 to " + MAX_NAME + " characters");
        }
        if (temperature.isPresent() && !isTemperature(temperature.getAsDouble())) {
            throw new IllegalArgumentException("a temperature is 0 to " + MAX_TEMPERATURE);
        }
        if (answerTokens.isPresent() && (answerTokens.getAsInt() < 1 || answerTokens.getAsInt() > MAX_ANSWER_TOKENS)) {
            throw new IllegalArgumentException("answerTokens is 1 to " + MAX_ANSWER_TOKENS);
        }
    }

    /** Returns whether a model may have this name. */
    public static boolean isName(String name) {
        return !name.isBlank() && name.length() <= MAX_NAME && PlainText.firstFlaw(name).isEmpty()
                && name.chars().noneMatch(Character::isISOControl);
    }

    private static boolean isTemperature(double value) {
        return value >= 0 && value <= MAX_TEMPERATURE;
    }

    /** Returns whether nothing is asked for. */
    public boolean isDefault() {
        return model.isEmpty() && temperature.isEmpty() && answerTokens.isEmpty();
    }

    /**
     * Returns these options for a model that can hold so much: an answer may have half of the context at the most, so that
     * the other half is there for the prompt.
     */
    public ModelOptions within(int contextTokens) {
        int most = Math.max(1, contextTokens / 2);
        return answerTokens.isEmpty() || answerTokens.getAsInt() <= most ? this
                : new ModelOptions(model, temperature, OptionalInt.of(most));
    }
}
