package dev.confab.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data of an event that brings a piece of text and nothing else of interest, as nearly all events of an answer do.
 * LangChain4j builds objects of each and keeps all of them until the end, which is most of what an answer costs. Whatever
 * looks different in any way is left to LangChain4j, which knows the providers' ways.
 */
final class TextEvent {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private @Nullable String text;

    private TextEvent(JsonParser json) {
        this.json = json;
    }

    /** Returns the text, not empty; nothing if it is another event. */
    static Optional<String> in(String data) {
        try (JsonParser json = JSON.createParser(data)) {
            var event = new TextEvent(json);
            boolean plain = json.nextToken() == JsonToken.START_OBJECT && event.isChunk() && json.nextToken() == null;
            return plain ? Optional.ofNullable(event.text) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    private boolean isChunk() throws IOException {
        boolean plain = true;
        while (plain && json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            plain = switch (name) {
                case "choices" ->
                    value == JsonToken.START_ARRAY && json.nextToken() == JsonToken.START_OBJECT && isChoice()
                            && json.nextToken() == JsonToken.END_ARRAY;
                case "usage", "error" -> value == JsonToken.VALUE_NULL;
                default -> value.isScalarValue();
            };
        }
        return plain;
    }

    private boolean isChoice() throws IOException {
        boolean plain = true;
        while (plain && json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            plain = switch (name) {
                case "delta" -> value == JsonToken.START_OBJECT && isDelta();
                case "index" -> value == JsonToken.VALUE_NUMBER_INT;
                default -> value == JsonToken.VALUE_NULL;
            };
        }
        return plain;
    }

    private boolean isDelta() throws IOException {
        boolean plain = true;
        while (plain && json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            plain = switch (name) {
                case "content" -> value == JsonToken.VALUE_STRING && isFirstText(json.getText());
                case "role" -> value == JsonToken.VALUE_STRING;
                default -> value == JsonToken.VALUE_NULL;
            };
        }
        return plain;
    }

    private boolean isFirstText(String content) {
        boolean first = text == null && !content.isEmpty();
        text = content;
        return first;
    }
}
