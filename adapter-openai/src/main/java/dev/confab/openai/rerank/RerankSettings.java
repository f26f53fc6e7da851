package dev.confab.openai.rerank;

import dev.confab.openai.ApiKey;
import dev.confab.openai.NamedSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which model rates passages, and where.
 *
 * @param baseUrl what {@code /rerank} follows: http or https, without user information, query and fragment
 * @param key     the key, where one is needed
 * @param model   the model's name; empty for Text Embeddings Inference, which serves a single one and speaks differently
 */
public record RerankSettings(URI baseUrl, Optional<ApiKey> key, Optional<String> model) {

    /** The settings that are read. */
    public static final List<String> KEYS = List.of("RERANK_BASE_URL", "RERANK_API_KEY", "RERANK_MODEL");

    public RerankSettings {
        Objects.requireNonNull(baseUrl, "baseUrl");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(model, "model");
    }

    /**
     * Reads them by name; empty if passages are not rated.
     *
     * @throws IllegalArgumentException if a setting is wrong; the message is one line that names it and not its value
     */
    public static Optional<RerankSettings> read(Map<String, String> values) {
        var settings = new NamedSettings(values);
        Optional<ApiKey> key = settings.key("RERANK_API_KEY");
        Optional<String> model = settings.text("RERANK_MODEL");
        Optional<URI> address = settings.address("RERANK_BASE_URL");
        if (address.isEmpty() && (key.isPresent() || model.isPresent())) {
            throw new IllegalArgumentException("RERANK_BASE_URL: is needed to rate passages");
        }
        return address.map(where -> new RerankSettings(where, key, model));
    }
}
