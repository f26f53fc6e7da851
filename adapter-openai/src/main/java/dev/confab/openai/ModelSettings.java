package dev.confab.openai;

import dev.confab.domain.llm.ModelProfile;
import dev.confab.openai.http.PhaseLimits;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Which model to ask, where, and how.
 *
 * @param provider              the provider's short name, for logs and receipts
 * @param baseUrl               where its API begins, such as {@code https://api.openai.com/v1}: http or https, without user
 *                              information, query and fragment
 * @param model                 the model's name as the provider knows it
 * @param key                   the key, where one is needed
 * @param contextTokens         how many tokens prompt and answer may have together, at least 256
 * @param maxAnswerTokens       the most tokens an answer may have, less than {@code contextTokens}; empty leaves it to the
 *                              provider
 * @param answerLimitName       how the provider calls that limit
 * @param temperature           0 to 2; empty leaves it to the provider
 * @param limits                how long each phase of a call may take
 * @param maxConnections        how many connections may be open at once, at least 1
 */
public record ModelSettings(String provider, URI baseUrl, String model, Optional<ApiKey> key, int contextTokens,
        OptionalInt maxAnswerTokens, AnswerLimitName answerLimitName, OptionalDouble temperature, PhaseLimits limits,
        int maxConnections) {

    /** How many connections may be open at once when nothing else is said. */
    public static final int DEFAULT_MAX_CONNECTIONS = 2_000;

    /** The most that is kept free for an answer without a limit of its own. */
    private static final int DEFAULT_ANSWER_TOKENS = 4_096;

    /** How the limit on an answer is called: OpenAI renamed it, and those who speak its protocol did not all follow. */
    public enum AnswerLimitName {
        MAX_TOKENS, MAX_COMPLETION_TOKENS
    }

    /** @throws IllegalArgumentException if a value is out of its limits */
    public ModelSettings {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(baseUrl, "baseUrl");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(maxAnswerTokens, "maxAnswerTokens");
        Objects.requireNonNull(answerLimitName, "answerLimitName");
        Objects.requireNonNull(temperature, "temperature");
        Objects.requireNonNull(limits, "limits");
        if (provider.isBlank() || model.isBlank()) {
            throw new IllegalArgumentException("provider and model have names");
        }
        NamedSettings.requirePlain(baseUrl);
        if (contextTokens < 256) {
            throw new IllegalArgumentException("contextTokens is at least 256");
        }
        if (maxAnswerTokens.isPresent()
                && (maxAnswerTokens.getAsInt() < 1 || maxAnswerTokens.getAsInt() >= contextTokens)) {
            throw new IllegalArgumentException("maxAnswerTokens is at least 1 and less than contextTokens");
        }
        if (temperature.isPresent() && !(temperature.getAsDouble() >= 0 && temperature.getAsDouble() <= 2)) {
            throw new IllegalArgumentException("temperature is 0 to 2");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections is at least 1");
        }
    }

    /** Returns the settings for a model of a known provider, without a key. */
    public static ModelSettings of(Provider provider) {
        return new ModelSettings(provider.id(), provider.baseUrl(), provider.model(), Optional.empty(),
                provider.contextTokens(), OptionalInt.empty(), provider.answerLimitName(), OptionalDouble.empty(),
                PhaseLimits.DEFAULT, DEFAULT_MAX_CONNECTIONS);
    }

    /** Returns the settings for a model behind any address that speaks OpenAI's protocol. */
    public static ModelSettings at(URI baseUrl, String model) {
        return of(Provider.OPENAI).withProvider("custom")
                .withBaseUrl(baseUrl)
                .withModel(model)
                .withAnswerLimitName(AnswerLimitName.MAX_TOKENS);
    }

    /** Returns the same with another short name of the provider. */
    public ModelSettings withProvider(String name) {
        return new ModelSettings(name, baseUrl, model, key, contextTokens, maxAnswerTokens, answerLimitName,
                temperature, limits, maxConnections);
    }

    /** Returns the same at another address. */
    public ModelSettings withBaseUrl(URI address) {
        return new ModelSettings(provider, address, model, key, contextTokens, maxAnswerTokens, answerLimitName,
                temperature, limits, maxConnections);
    }

    /** Returns the same for another model. */
    public ModelSettings withModel(String name) {
        return new ModelSettings(provider, baseUrl, name, key, contextTokens, maxAnswerTokens, answerLimitName,
                temperature, limits, maxConnections);
    }

    /** Returns the same with a key. */
    public ModelSettings withKey(ApiKey value) {
        return new ModelSettings(provider, baseUrl, model, Optional.of(value), contextTokens, maxAnswerTokens,
                answerLimitName, temperature, limits, maxConnections);
    }

    /** Returns the same with another window and another limit on the answer. */
    public ModelSettings withTokens(int context, OptionalInt answer) {
        return new ModelSettings(provider, baseUrl, model, key, context, answer, answerLimitName, temperature, limits,
                maxConnections);
    }

    /** Returns the same with another name of the limit on the answer. */
    public ModelSettings withAnswerLimitName(AnswerLimitName name) {
        return new ModelSettings(provider, baseUrl, model, key, contextTokens, maxAnswerTokens, name, temperature,
                limits, maxConnections);
    }

    /** Returns the same with a temperature. */
    public ModelSettings withTemperature(double value) {
        return new ModelSettings(provider, baseUrl, model, key, contextTokens, maxAnswerTokens, answerLimitName,
                OptionalDouble.of(value), limits, maxConnections);
    }

    /** Returns the same with other limits of time. */
    public ModelSettings withLimits(PhaseLimits times) {
        return new ModelSettings(provider, baseUrl, model, key, contextTokens, maxAnswerTokens, answerLimitName,
                temperature, times, maxConnections);
    }

    /** Returns the same with another bound on open connections. */
    public ModelSettings withMaxConnections(int number) {
        return new ModelSettings(provider, baseUrl, model, key, contextTokens, maxAnswerTokens, answerLimitName,
                temperature, limits, number);
    }

    /** Returns what the model can hold. Without a limit on the answer, a quarter of the window, at most 4,096 tokens. */
    public ModelProfile profile() {
        return new ModelProfile(provider, model, contextTokens,
                maxAnswerTokens.orElse(Math.min(DEFAULT_ANSWER_TOKENS, contextTokens / 4)));
    }
}
