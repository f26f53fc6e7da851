package dev.confab.openai;

import dev.confab.openai.ModelSettings.AnswerLimitName;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A provider that is known by name. */
public enum Provider {
    /** OpenAI. */
    OPENAI("https://api.openai.com/v1", "gpt-4o-mini", 128_000, AnswerLimitName.MAX_COMPLETION_TOKENS,
            "OPENAI_API_KEY"),
    /** Groq. */
    GROQ("https://api.groq.com/openai/v1", "llama-3.3-70b-versatile", 128_000, AnswerLimitName.MAX_COMPLETION_TOKENS,
            "GROQ_API_KEY"),
    /** Google's Gemini, at its address for OpenAI's clients. */
    GEMINI("https://generativelanguage.googleapis.com/v1beta/openai", "gemini-2.5-flash", 128_000,
            AnswerLimitName.MAX_TOKENS, "GEMINI_API_KEY"),
    /** An Ollama on this machine. */
    OLLAMA("http://127.0.0.1:11434/v1", "llama3.2", 8_192, AnswerLimitName.MAX_TOKENS, ""),
    /** A llama.cpp server on this machine, which answers with the one model it has loaded. */
    LLAMACPP("http://127.0.0.1:8080/v1", "default", 8_192, AnswerLimitName.MAX_TOKENS, "");

    private final URI baseUrl;
    private final String model;
    private final int contextTokens;
    private final AnswerLimitName answerLimitName;
    private final String keyName;

    Provider(String baseUrl, String model, int contextTokens, AnswerLimitName answerLimitName, String keyName) {
        this.baseUrl = URI.create(baseUrl);
        this.model = model;
        this.contextTokens = contextTokens;
        this.answerLimitName = answerLimitName;
        this.keyName = keyName;
    }

    /** Returns its name as it is configured: {@code openai}, {@code ollama}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns where its API begins. */
    public URI baseUrl() {
        return baseUrl;
    }

    /** Returns the model that is asked when none is named. */
    public String model() {
        return model;
    }

    /** Returns how many tokens that model holds, or fewer where a machine of one's own decides. */
    public int contextTokens() {
        return contextTokens;
    }

    /** Returns how it calls the limit on an answer. */
    public AnswerLimitName answerLimitName() {
        return answerLimitName;
    }

    /** Returns the name of the setting that holds its key, empty if it needs none. */
    Optional<String> keyName() {
        return keyName.isEmpty() ? Optional.empty() : Optional.of(keyName);
    }

    static Optional<Provider> named(String id) {
        return Arrays.stream(values()).filter(provider -> provider.id().equals(id)).findFirst();
    }
}
