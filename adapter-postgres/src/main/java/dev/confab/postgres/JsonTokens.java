package dev.confab.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads JSON, token by token.
 *
 * <p>
 * Every reading throws {@link IllegalArgumentException}, without what it read, when that cannot be right.
 */
final class JsonTokens {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonTokens() {}

    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    interface Reading<T> {
        T from(JsonParser json) throws IOException;
    }

    /** Reads the object that was just begun: its scalar fields, and its arrays of scalars. */
    static Map<String, String> fields(JsonParser json, Map<String, List<String>> arrays) throws IOException {
        var fields = new HashMap<String, String>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_ARRAY) {
                arrays.put(name, scalars(json));
            } else if (value.isStructStart()) {
                json.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                fields.put(name, json.getText());
            }
        }
        return fields;
    }

    static List<String> scalars(JsonParser json) throws IOException {
        var all = new ArrayList<String>();
        JsonToken value = json.nextToken();
        while (value != null && value != JsonToken.END_ARRAY) {
            if (value.isStructStart()) {
                json.skipChildren();
            } else {
                all.add(json.getText());
            }
            value = json.nextToken();
        }
        return all;
    }

    static String text(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("stored JSON lacks " + name);
        }
        return value;
    }

    static long number(Map<String, String> fields, String name) {
        return Long.parseLong(text(fields, name));
    }

    static UUID uuid(Map<String, String> fields, String name) {
        return UUID.fromString(text(fields, name));
    }

    static String nextText(JsonParser json) throws IOException {
        expect(json.nextToken(), JsonToken.VALUE_STRING);
        return json.getText();
    }

    static void expect(@Nullable JsonToken found, JsonToken expected) {
        if (found != expected) {
            throw new IllegalArgumentException("stored JSON is of another shape");
        }
    }

    static String write(Writing writing) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            writing.to(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    static <T> T read(String text, Reading<T> reading) {
        try (JsonParser json = JSON.createParser(text)) {
            return reading.from(json);
        } catch (IOException broken) {
            throw new IllegalArgumentException("stored JSON cannot be read");
        }
    }
}
