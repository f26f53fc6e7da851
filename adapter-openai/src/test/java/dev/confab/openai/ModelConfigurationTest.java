package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.openai.ModelSettings.AnswerLimitName;
import dev.confab.openai.http.PhaseLimits;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigurationTest {

    @Test
    void read_ofNothing_isOffline() {
        assertEquals(Optional.empty(), ModelConfiguration.read(Map.of()));
        assertEquals(Optional.empty(), ModelConfiguration.read(Map.of("OPENAI_API_KEY", " ", "OPENAI_BASE_URL", "",
                "MODEL_NAME", "gpt-4o", "MODEL_TEMPERATURE", "0.3")));
        assertEquals(Optional.empty(),
                ModelConfiguration.read(Map.of("MODEL_PROVIDER", "Offline", "OPENAI_API_KEY", "sk-x")));
    }

    @ParameterizedTest
    @CsvSource({ "OPENAI_API_KEY, openai, https://api.openai.com/v1, gpt-4o-mini, MAX_COMPLETION_TOKENS",
            "GROQ_API_KEY, groq, https://api.groq.com/openai/v1, llama-3.3-70b-versatile, MAX_COMPLETION_TOKENS",
            "GEMINI_API_KEY, gemini, https://generativelanguage.googleapis.com/v1beta/openai, gemini-2.5-flash, MAX_TOKENS" })
    void read_ofAKey_isItsProvider(String name, String provider, URI address, String model, AnswerLimitName limitName) {
        ModelSettings byKey = read(Map.of(name, "key-1"));

        assertEquals(provider, byKey.provider());
        assertEquals(address, byKey.baseUrl());
        assertEquals(model, byKey.model());
        assertEquals(Optional.of(new ApiKey("key-1")), byKey.key());
        assertEquals(128_000, byKey.contextTokens());
        assertEquals(limitName, byKey.answerLimitName());
        assertEquals(PhaseLimits.DEFAULT, byKey.limits());
        assertEquals(2_000, byKey.maxConnections());
        assertEquals(OptionalInt.empty(), byKey.maxAnswerTokens());
        assertEquals(OptionalDouble.empty(), byKey.temperature());
        assertEquals(byKey,
                read(Map.of(name, "key-1", "MODEL_PROVIDER", " " + provider.toUpperCase(Locale.ROOT) + " ")));
    }

    @ParameterizedTest
    @CsvSource({ "ollama, http://127.0.0.1:11434/v1, llama3.2", "llamacpp, http://127.0.0.1:8080/v1, default" })
    void read_ofALocalProvider_needsNoKeyAndSendsNone(String provider, URI address, String model) {
        ModelSettings local = read(Map.of("MODEL_PROVIDER", provider, "OPENAI_API_KEY", "sk-not-for-you"));

        assertEquals(address, local.baseUrl());
        assertEquals(model, local.model());
        assertEquals(Optional.empty(), local.key());
        assertEquals(8_192, local.contextTokens());
        assertEquals(2_048, local.profile().answerTokens());
    }

    @Test
    void read_ofSeveralKeys_asksWhich() {
        assertEquals("openai", read(Map.of("OPENAI_API_KEY", "a", "GROQ_API_KEY", "b")).provider());
        assertEquals("MODEL_PROVIDER: is needed when the keys of several providers are set",
                refusal(Map.of("GROQ_API_KEY", "a", "GEMINI_API_KEY", "b")));
    }

    @Test
    void read_ofAKeyForAnother_isNotSentThere() {
        assertEquals("GROQ_API_KEY: is needed for MODEL_PROVIDER groq",
                refusal(Map.of("MODEL_PROVIDER", "groq", "OPENAI_API_KEY", "sk-1")));
        assertEquals("OPENAI_API_KEY: is needed for MODEL_PROVIDER openai",
                refusal(Map.of("MODEL_PROVIDER", "openai")));
    }

    @Test
    void read_ofAnAddress_isAnyProvider() {
        ModelSettings far = read(Map.of("OPENAI_BASE_URL", "https://models.example/v1/", "OPENAI_API_KEY", "k",
                "MODEL_NAME", "mixtral", "GROQ_API_KEY", "other"));

        assertEquals("custom", far.provider());
        assertEquals(URI.create("https://models.example/v1"), far.baseUrl());
        assertEquals("mixtral", far.model());
        assertEquals(Optional.of(new ApiKey("k")), far.key());
        assertEquals(128_000, far.contextTokens());
        assertEquals(AnswerLimitName.MAX_TOKENS, far.answerLimitName());

        ModelSettings near = read(Map.of("OPENAI_BASE_URL", "http://[::1]:9000/v1"));
        assertEquals(Optional.empty(), near.key());
        assertEquals(8_192, near.contextTokens());
    }

    @Test
    void read_ofAProviderElsewhere_keepsItsWays() {
        ModelSettings proxied = read(Map.of("MODEL_PROVIDER", "openai", "OPENAI_BASE_URL", "https://proxy.example/v1"));

        assertEquals("openai", proxied.provider());
        assertEquals(URI.create("https://proxy.example/v1"), proxied.baseUrl());
        assertEquals(AnswerLimitName.MAX_COMPLETION_TOKENS, proxied.answerLimitName());
    }

    @Test
    void read_ofEverything_isTaken() {
        ModelSettings all = read(Map.ofEntries(Map.entry("OPENAI_API_KEY", "k"), Map.entry("MODEL_NAME", " o4-mini "),
                Map.entry("MODEL_CONTEXT_TOKENS", "200000"), Map.entry("MODEL_MAX_ANSWER_TOKENS", "999"),
                Map.entry("MODEL_TEMPERATURE", "0.7"), Map.entry("MODEL_CONNECT_TIMEOUT", "500ms"),
                Map.entry("MODEL_HEADERS_TIMEOUT", "7s"), Map.entry("MODEL_FIRST_TOKEN_TIMEOUT", "2m"),
                Map.entry("MODEL_TOKEN_TIMEOUT", "9s"), Map.entry("MODEL_TOTAL_TIMEOUT", "1h"),
                Map.entry("MODEL_MAX_CONNECTIONS", "5")));

        assertEquals("o4-mini", all.model());
        assertEquals(200_000, all.contextTokens());
        assertEquals(OptionalInt.of(999), all.maxAnswerTokens());
        assertEquals(999, all.profile().answerTokens());
        assertEquals(OptionalDouble.of(0.7), all.temperature());
        assertEquals(new PhaseLimits(Duration.ofMillis(500), Duration.ofSeconds(7), Duration.ofMinutes(2),
                Duration.ofSeconds(9), Duration.ofHours(1)), all.limits());
        assertEquals(5, all.maxConnections());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "MODEL_PROVIDER | grok", "OPENAI_BASE_URL | models.example/v1",
            "OPENAI_BASE_URL | ftp://models.example", "OPENAI_BASE_URL | http:///v1",
            "OPENAI_BASE_URL | https://user:pw@models.example/v1", "OPENAI_BASE_URL | https://models.example/v1?a=b",
            "OPENAI_BASE_URL | https://models.example/v1#x", "OPENAI_BASE_URL | https://models example/v1",
            "OPENAI_BASE_URL | https://models.example:99999/v1", "OPENAI_API_KEY | two words",
            "OPENAI_API_KEY | sk-ключ", "MODEL_CONTEXT_TOKENS | 12k", "MODEL_CONTEXT_TOKENS | 255",
            "MODEL_CONTEXT_TOKENS | -5", "MODEL_MAX_ANSWER_TOKENS | 0", "MODEL_MAX_ANSWER_TOKENS | 128001",
            "MODEL_MAX_ANSWER_TOKENS | 99999999999", "MODEL_TEMPERATURE | hot", "MODEL_TEMPERATURE | 2.1",
            "MODEL_TEMPERATURE | -0.1", "MODEL_TEMPERATURE | NaN", "MODEL_CONNECT_TIMEOUT | 3",
            "MODEL_CONNECT_TIMEOUT | 3 s", "MODEL_HEADERS_TIMEOUT | 0s", "MODEL_FIRST_TOKEN_TIMEOUT | 25h",
            "MODEL_TOKEN_TIMEOUT | -1s", "MODEL_TOTAL_TIMEOUT | 99999999999s", "MODEL_MAX_CONNECTIONS | 0",
            "MODEL_MAX_CONNECTIONS | many" })
    void read_ofAWrongValue_namesTheSettingAndNotTheValue(String name, String value) {
        var settings = new HashMap<>(Map.of("OPENAI_API_KEY", "sk-secret"));
        settings.put(name, value);
        String message = refusal(settings);

        assertTrue(message.startsWith(name + ": "), message);
        assertFalse(value.length() > 2 && message.substring(name.length()).contains(value), message);
        assertFalse(message.contains("sk-secret") || message.contains("\n"), message);
    }

    @Test
    void read_ofAMisspeltProvider_listsThem() {
        assertEquals("MODEL_PROVIDER: must be one of openai, groq, gemini, ollama, llamacpp, offline",
                refusal(Map.of("MODEL_PROVIDER", "opnai")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "MODEL_PROVIDER", "OPENAI_API_KEY", "MODEL_TOTAL_TIMEOUT" })
    void keys_areAllTheSettingsThatAreRead(String name) {
        assertTrue(ModelConfiguration.KEYS.contains(name));
    }

    @Test
    void settings_doNotTellTheKey() {
        assertFalse(read(Map.of("OPENAI_API_KEY", "sk-secret")).toString().contains("secret"));
    }

    private static ModelSettings read(Map<String, String> settings) {
        return ModelConfiguration.read(settings).orElseThrow();
    }

    private static String refusal(Map<String, String> settings) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> ModelConfiguration.read(settings)).getMessage());
    }
}
