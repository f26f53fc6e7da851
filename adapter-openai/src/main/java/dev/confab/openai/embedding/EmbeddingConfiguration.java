package dev.confab.openai.embedding;

import dev.confab.domain.embedding.VectorSpace;
import dev.confab.openai.ApiKey;
import dev.confab.openai.ModelConfiguration;
import dev.confab.openai.ModelSettings;
import dev.confab.openai.NamedSettings;
import dev.confab.openai.Provider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads which model makes vectors out of settings by name. What is not said follows from the model that chats; a key goes
 * only where it was given for.
 */
public final class EmbeddingConfiguration {

    /** The settings that are read, besides those of the model that chats. */
    public static final List<String> OWN_KEYS = List.of("EMBEDDINGS", "EMBEDDING_MODEL", "EMBEDDING_BASE_URL",
            "EMBEDDING_API_KEY", "EMBEDDING_BATCH", "EMBEDDING_QUERY_PREFIX", "EMBEDDING_PASSAGE_PREFIX", "VECTOR_DIM");
    /** All settings that are read. */
    public static final List<String> KEYS = all();

    private static final String OPENAI_MODEL = "text-embedding-3-small";
    private static final String NO_PREFIX = "none";

    private final NamedSettings settings;
    private final Optional<ModelSettings> chat;

    private EmbeddingConfiguration(Map<String, String> values) {
        this.settings = new NamedSettings(values);
        this.chat = ModelConfiguration.read(values);
    }

    private static List<String> all() {
        var keys = new ArrayList<>(ModelConfiguration.KEYS);
        keys.addAll(OWN_KEYS);
        return List.copyOf(keys);
    }

    /**
     * Returns the model to ask for vectors; empty if none is to be asked. With OpenAI as the provider that chats there is one
     * without another word, elsewhere when EMBEDDING_MODEL names it.
     *
     * @throws IllegalArgumentException if a setting is wrong; the message is one line that names it and not its value
     */
    public static Optional<EmbeddingSettings> read(Map<String, String> values) {
        return new EmbeddingConfiguration(values).read();
    }

    private Optional<EmbeddingSettings> read() {
        String choice = settings.text("EMBEDDINGS").map(text -> text.toLowerCase(Locale.ROOT)).orElse("");
        if (!List.of("", "provider", "minilm", "none").contains(choice)) {
            throw NamedSettings.wrong("EMBEDDINGS", "provider, minilm or none");
        }
        OptionalInt dimension = settings.number("VECTOR_DIM", 1, VectorSpace.MAX_DIMENSION);
        if (choice.equals("minilm") || choice.equals("none")) {
            return Optional.empty();
        }
        Optional<URI> address = settings.address("EMBEDDING_BASE_URL");
        Optional<String> model = settings.text("EMBEDDING_MODEL").or(() -> usual(address));
        if (model.isEmpty()) {
            if (address.isPresent() || choice.equals("provider")) {
                throw new IllegalArgumentException("EMBEDDING_MODEL: is needed to know what to ask for vectors");
            }
            return Optional.empty();
        }
        return Optional.of(settings(model.get(), address, dimension));
    }

    /** OpenAI's own model at OpenAI's own address. */
    private Optional<String> usual(Optional<URI> address) {
        boolean openAi = address.isPresent() ? address.get().equals(Provider.OPENAI.baseUrl())
                : chat.map(chats -> chats.baseUrl().equals(Provider.OPENAI.baseUrl())).orElse(false);
        return openAi ? Optional.of(OPENAI_MODEL) : Optional.empty();
    }

    private EmbeddingSettings settings(String model, Optional<URI> address, OptionalInt dimension) {
        Optional<ApiKey> own = settings.key("EMBEDDING_API_KEY");
        Optional<ModelSettings> sameAsChat = chat
                .filter(chats -> !chats.provider().equals(Provider.GROQ.id()))
                .filter(chats -> address.isEmpty() || address.get().equals(chats.baseUrl()));
        URI where = address.or(() -> sameAsChat.map(ModelSettings::baseUrl))
                .or(() -> own.map(key -> Provider.OPENAI.baseUrl()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "EMBEDDING_BASE_URL: is needed, or EMBEDDING_API_KEY for OpenAI's, when the model that chats"
                                + " has none"));
        String provider = sameAsChat.map(ModelSettings::provider)
                .orElse(where.equals(Provider.OPENAI.baseUrl()) ? Provider.OPENAI.id() : "custom");
        EmbeddingSettings made = made(model, where, provider);
        Optional<ApiKey> key = own.or(() -> sameAsChat.flatMap(ModelSettings::key));
        made = key.isPresent() ? made.withKey(key.get()) : made;
        made = dimension.isPresent() ? made.withDimension(dimension.getAsInt()) : made;
        return made
                .withBatch(settings.number("EMBEDDING_BATCH", 1, 2_048).orElse(EmbeddingSettings.DEFAULT_BATCH))
                .withPrefixes(prefix("EMBEDDING_QUERY_PREFIX", made.questionPrefix()),
                        prefix("EMBEDDING_PASSAGE_PREFIX", made.passagePrefix()));
    }

    private static EmbeddingSettings made(String model, URI where, String provider) {
        try {
            return EmbeddingSettings.at(where, provider, model);
        } catch (IllegalArgumentException tooLong) {
            throw NamedSettings.wrong("EMBEDDING_MODEL", "a name of at most 180 characters");
        }
    }

    /** Files of settings lose the space at the end of a value, and all these prefixes end with one. */
    private String prefix(String name, String usual) {
        return settings.text(name)
                .map(text -> text.equalsIgnoreCase(NO_PREFIX) ? "" : text + " ")
                .orElse(usual);
    }
}
