package dev.confab.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a provider's error object says, in the forms that are about: OpenAI's, Gemini's list around it, Ollama's bare
 * sentence, numbers as codes.
 *
 * @param code   its code in lower case, empty if it has none or one that is not a mere name
 * @param type   its type, or Gemini's status, likewise
 * @param status the HTTP status that it names by itself, 0 if it names none
 * @param hint   its sentence in lower case: to be looked into, never to be shown
 */
record ProviderError(String code, String type, int status, String hint) {

    /** An error that says nothing about itself. */
    static final ProviderError UNKNOWN = new ProviderError("", "", 0, "");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final int LONGEST_HINT = 2_000;

    @Override
    public String toString() {
        return "ProviderError[code=" + code + ", type=" + type + ", status=" + status + "]";
    }

    /** Reads the body of an answer; {@link #UNKNOWN} if there is no error object in it. */
    static ProviderError of(byte[] body) {
        try {
            return of(JSON.readTree(body)).orElse(UNKNOWN);
        } catch (IOException notJson) {
            return UNKNOWN;
        }
    }

    /** Reads the data of an event; empty if there is no error object in it. */
    static Optional<ProviderError> in(String data) {
        try {
            return of(JSON.readTree(data));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static Optional<ProviderError> of(JsonNode body) {
        JsonNode root = body.isArray() ? body.path(0) : body;
        JsonNode error = root.path("error");
        if (error.isTextual()) {
            return Optional.of(new ProviderError("", "", 0, hint(error)));
        }
        if (!error.isObject()) {
            return Optional.empty();
        }
        JsonNode code = error.path("code");
        return Optional.of(new ProviderError(name(code),
                error.path("type").isTextual() ? name(error.path("type")) : name(error.path("status")), status(code),
                hint(error.path("message"))));
    }

    private static String name(JsonNode node) {
        String name = node.isTextual() ? node.textValue() : "";
        return NAME.matcher(name).matches() ? name.toLowerCase(Locale.ROOT) : "";
    }

    private static int status(JsonNode code) {
        int number = code.isTextual() ? code.asInt(0) : code.isInt() ? code.intValue() : 0;
        return number >= 400 && number <= 599 ? number : 0;
    }

    private static String hint(JsonNode message) {
        String text = message.isTextual() ? message.textValue() : "";
        return text.substring(0, Math.min(text.length(), LONGEST_HINT)).toLowerCase(Locale.ROOT);
    }
}
