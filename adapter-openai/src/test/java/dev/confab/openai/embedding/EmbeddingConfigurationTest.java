package dev.confab.openai.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.openai.ApiKey;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingConfigurationTest {

    @Test
    void read_ofOpenAisKey_isOpenAisModel() {
        EmbeddingSettings usual = read(Map.of("OPENAI_API_KEY", "k"));

        assertEquals("text-embedding-3-small", usual.model());
        assertEquals("openai", usual.provider());
        assertEquals(URI.create("https://api.openai.com/v1"), usual.baseUrl());
        assertEquals(Optional.of(new ApiKey("k")), usual.key());
        assertEquals(OptionalInt.empty(), usual.dimension());
        assertEquals(96, usual.batch());
        assertEquals("", usual.questionPrefix() + usual.passagePrefix());
    }

    @Test
    void read_ofAnotherProvider_isNothingUntilAModelIsNamed() {
        for (Map<String, String> other : List.of(Map.<String, String>of(), Map.of("GROQ_API_KEY", "k"),
                Map.of("GEMINI_API_KEY", "k"), Map.of("MODEL_PROVIDER", "ollama"),
                Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9/v1"),
                Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", "https://proxy.example/v1"),
                Map.of("OPENAI_API_KEY", "k", "EMBEDDINGS", "none"),
                Map.of("OPENAI_API_KEY", "k", "EMBEDDINGS", "MiniLM"))) {
            assertEquals(Optional.empty(), EmbeddingConfiguration.read(other));
        }
        EmbeddingSettings ollama = read(Map.of("MODEL_PROVIDER", "ollama", "EMBEDDING_MODEL", "nomic-embed-text"));
        assertEquals(URI.create("http://127.0.0.1:11434/v1"), ollama.baseUrl());
        assertEquals("search_query: ", ollama.questionPrefix());
        assertEquals(Optional.empty(), ollama.key());
        EmbeddingSettings gemini = read(Map.of("GEMINI_API_KEY", "g", "EMBEDDING_MODEL", "gemini-embedding-001"));
        assertEquals("gemini", gemini.provider());
        assertEquals(Optional.of(new ApiKey("g")), gemini.key());
    }

    @Test
    void read_ofAnAddress_doesNotSendTheChatsKeyThere() {
        EmbeddingSettings own = read(
                Map.of("OPENAI_API_KEY", "chat", "EMBEDDING_BASE_URL", "http://vectors.example/v1/",
                        "EMBEDDING_MODEL", "e5"));
        assertEquals(Optional.empty(), own.key());
        assertEquals("custom", own.provider());
        assertEquals(URI.create("http://vectors.example/v1"), own.baseUrl());
        assertEquals(Optional.of(new ApiKey("chat")),
                read(Map.of("OPENAI_API_KEY", "chat", "EMBEDDING_BASE_URL", "https://api.openai.com/v1")).key());
        assertEquals(Optional.of(new ApiKey("own")), read(Map.of("OPENAI_API_KEY", "chat", "EMBEDDING_BASE_URL",
                "http://vectors.example/v1", "EMBEDDING_MODEL", "e5", "EMBEDDING_API_KEY", "own")).key());
    }

    @Test
    void read_ofAModelWhereNoneAre_needsToKnowWhere() {
        EmbeddingSettings openAi = read(Map.of("GROQ_API_KEY", "g", "EMBEDDING_API_KEY", "o", "EMBEDDING_MODEL",
                "text-embedding-3-large"));
        assertEquals(URI.create("https://api.openai.com/v1"), openAi.baseUrl());
        assertEquals(Optional.of(new ApiKey("o")), openAi.key());
        assertTrue(refusal(Map.of("GROQ_API_KEY", "g", "EMBEDDING_MODEL", "m")).startsWith("EMBEDDING_BASE_URL: "));
        assertTrue(refusal(Map.of("EMBEDDING_MODEL", "m")).startsWith("EMBEDDING_BASE_URL: "));
        assertTrue(refusal(Map.of("EMBEDDING_BASE_URL", "http://h/v1")).startsWith("EMBEDDING_MODEL: "));
        assertTrue(refusal(Map.of("EMBEDDINGS", "provider")).startsWith("EMBEDDING_MODEL: "));
    }

    @Test
    void read_ofEverything_isTaken() {
        EmbeddingSettings all = read(Map.of("EMBEDDING_BASE_URL", "http://127.0.0.1:9/v1", "EMBEDDING_MODEL", "e5-base",
                "EMBEDDING_BATCH", "7", "VECTOR_DIM", "768", "EMBEDDING_QUERY_PREFIX", "q:",
                "EMBEDDING_PASSAGE_PREFIX", "None"));
        assertEquals(7, all.batch());
        assertEquals(OptionalInt.of(768), all.dimension());
        assertEquals("q: ", all.questionPrefix());
        assertEquals("", all.passagePrefix());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "EMBEDDINGS | openai", "EMBEDDING_BASE_URL | ftp://secret",
            "EMBEDDING_API_KEY | secret key", "EMBEDDING_BATCH | 0", "EMBEDDING_BATCH | 2049", "EMBEDDING_BATCH | many",
            "VECTOR_DIM | 0", "VECTOR_DIM | 4097", "VECTOR_DIM | wide", "MODEL_PROVIDER | opnai" })
    void read_ofAWrongValue_namesTheSettingAndNotTheValue(String name, String value) {
        var settings = new HashMap<>(Map.of("OPENAI_API_KEY", "k"));
        settings.put(name, value);
        String message = refusal(settings);

        assertTrue(message.startsWith(name + ": must be "), message);
        assertFalse(message.contains("secret") || message.contains("\n"), message);
    }

    @Test
    void read_ofANameThatIsTooLong_saysSo() {
        assertTrue(refusal(Map.of("OPENAI_API_KEY", "k", "EMBEDDING_MODEL", "m".repeat(181)))
                .startsWith("EMBEDDING_MODEL: must be "));
    }

    @ParameterizedTest
    @CsvSource({ "intfloat/e5-large-v2, true", "intfloat/multilingual-e5-large-instruct, false",
            "BAAI/bge-small-en-v1.5, true", "BAAI/bge-m3, false", "nomic-embed-text:latest, true",
            "nomic-ai/nomic-embed-text-v1.5, true", "mxbai-embed-large, true", "text-embedding-3-small, false",
            "snowflake-arctic-embed2, true", "embeddinggemma:300m, true", "whatever, false" })
    void known_areThePrefixesOfAsymmetricModels(String model, boolean prefix) {
        assertEquals(prefix, !KnownModel.named(model).questionPrefix().isEmpty());
    }

    private static EmbeddingSettings read(Map<String, String> values) {
        return EmbeddingConfiguration.read(values).orElseThrow();
    }

    private static String refusal(Map<String, String> values) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> EmbeddingConfiguration.read(values))
                .getMessage());
    }
}
