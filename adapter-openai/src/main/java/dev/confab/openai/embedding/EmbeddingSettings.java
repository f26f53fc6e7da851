package dev.confab.openai.embedding;

import dev.confab.domain.embedding.VectorSpace;
import dev.confab.openai.ApiKey;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which model makes vectors, where, and how.
 *
 * @param provider       the provider's short name, for logs
 * @param baseUrl        where its API begins: http or https, without user information, query and fragment
 * @param key            the key, where one is needed
 * @param model          the model's name as the provider knows it, at most 180 characters
 * @param dimension      how many numbers a vector is to have; empty to take the model's
 * @param batch          how many texts are sent at once, 1 to 2,048
 * @param questionPrefix what is put before a question, possibly nothing
 * @param passagePrefix  what is put before a passage, possibly nothing
 */
public record EmbeddingSettings(String provider, URI baseUrl, Optional<ApiKey> key, String model,
        OptionalInt dimension, int batch, String questionPrefix, String passagePrefix) {

    /** How many texts are sent at once when nothing else is said: Gemini takes no more than 100. */
    public static final int DEFAULT_BATCH = 96;

    private static final int LONGEST_NAME = 180;
    private static final int LARGEST_BATCH = 2_048;

    /** @throws IllegalArgumentException if a value is out of its limits */
    public EmbeddingSettings {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(baseUrl, "baseUrl");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(questionPrefix, "questionPrefix");
        Objects.requireNonNull(passagePrefix, "passagePrefix");
        if (model.isBlank() || model.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a model's name has 1 to " + LONGEST_NAME + " characters");
        }
        if (dimension.isPresent()
                && (dimension.getAsInt() < 1 || dimension.getAsInt() > VectorSpace.MAX_DIMENSION)) {
            throw new IllegalArgumentException("a dimension is 1 to " + VectorSpace.MAX_DIMENSION);
        }
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw new IllegalArgumentException("a batch is 1 to " + LARGEST_BATCH + " texts");
        }
    }

    /** Returns the settings for a model with what is known of it, without a key. */
    public static EmbeddingSettings at(URI baseUrl, String provider, String model) {
        KnownModel known = KnownModel.named(model);
        return new EmbeddingSettings(provider, baseUrl, Optional.empty(), model, OptionalInt.empty(), DEFAULT_BATCH,
                known.questionPrefix(), known.passagePrefix());
    }

    /** Returns the same with a key. */
    public EmbeddingSettings withKey(ApiKey secret) {
        return new EmbeddingSettings(provider, baseUrl, Optional.of(secret), model, dimension, batch, questionPrefix,
                passagePrefix);
    }

    /** Returns the same with vectors of this dimension. */
    public EmbeddingSettings withDimension(int numbers) {
        return new EmbeddingSettings(provider, baseUrl, key, model, OptionalInt.of(numbers), batch, questionPrefix,
                passagePrefix);
    }

    /** Returns the same with batches of this size. */
    public EmbeddingSettings withBatch(int texts) {
        return new EmbeddingSettings(provider, baseUrl, key, model, dimension, texts, questionPrefix, passagePrefix);
    }

    /** Returns the same with other prefixes. */
    public EmbeddingSettings withPrefixes(String question, String passage) {
        return new EmbeddingSettings(provider, baseUrl, key, model, dimension, batch, question, passage);
    }

    /**
     * Returns how the space of its vectors is named: as the model is, whoever serves it. The same model at another address
     * makes the same vectors, and a move must not cost a new index; an address says nothing of the model behind it anyway.
     * What is put before passages changes their vectors, so where it is not the model's own custom it is part of the name.
     */
    String spaceName() {
        return passagePrefix.equals(KnownModel.named(model).passagePrefix()) ? model
                : model + "#" + Integer.toHexString(passagePrefix.hashCode());
    }
}
