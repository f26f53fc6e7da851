package dev.confab.domain.llm;

import java.util.Objects;

/**
 * Which model answers, and what it can hold.
 *
 * @param provider      the provider's short name: {@code openai}, {@code ollama}, {@code offline}
 * @param model         the model's name as the provider knows it
 * @param contextTokens how many tokens prompt and answer may have together
 * @param answerTokens  how many of them are kept free for the answer, at least 1 and less than {@code contextTokens}
 */
public record ModelProfile(String provider, String model, int contextTokens, int answerTokens) {

    /** The provider of a model that only quotes what it is given: it sums nothing up and invents no title. */
    public static final String OFFLINE = "offline";

    public ModelProfile {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(model, "model");
        if (provider.isBlank() || model.isBlank()) {
            throw new IllegalArgumentException("provider and model have names");
        }
        if (answerTokens < 1 || answerTokens >= contextTokens) {
            throw new IllegalArgumentException("answerTokens is at least 1 and less than contextTokens");
        }
    }

    /**
     * Returns what answers a call with these options, should the provider have a model of that name: the context is taken to
     * be the same. An answer never has more than half of it.
     */
    public ModelProfile with(ModelOptions options) {
        return options.isDefault() ? this
                : new ModelProfile(provider, options.model().orElse(model), contextTokens,
                        options.within(contextTokens).answerTokens().orElse(answerTokens));
    }

    /** Returns whether the model only quotes what it is given. */
    public boolean isOffline() {
        return provider.equals(OFFLINE);
    }

    /** Returns how many tokens a prompt may have. */
    public int promptTokens() {
        return contextTokens - answerTokens;
    }
}
