package dev.confab.rest.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A JSON value as a test looks at it: a map, list, string, number, boolean or null. */
public record JsonValue(@Nullable Object value) {

    public static JsonValue parse(String json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            var parsed = new JsonValue(read(parser));
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one value");
            }
            return parsed;
        } catch (IOException broken) {
            throw new UncheckedIOException("not JSON: " + json, broken);
        }
    }

    private static @Nullable Object read(JsonParser parser) throws IOException {
        JsonToken token = Objects.requireNonNull(parser.currentToken(), "no JSON value");
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (members.containsKey(name)) {
                        throw new IllegalArgumentException("twice: " + name);
                    }
                    members.put(name, read(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalArgumentException("unexpected " + token);
        };
    }

    /** The value of a member, which must be there. */
    public JsonValue at(String name) {
        if (!(value instanceof Map<?, ?> members) || !members.containsKey(name)) {
            throw new AssertionError("no member " + name + " in " + value);
        }
        return new JsonValue(members.get(name));
    }

    public JsonValue at(int index) {
        return new JsonValue(((List<?>) Objects.requireNonNull(value)).get(index));
    }

    public boolean has(String name) {
        return value instanceof Map<?, ?> members && members.containsKey(name);
    }

    public Set<String> names() {
        var names = new LinkedHashSet<String>();
        ((Map<?, ?>) Objects.requireNonNull(value)).keySet().forEach(name -> names.add((String) name));
        return names;
    }

    public List<JsonValue> items() {
        List<JsonValue> items = new ArrayList<>();
        ((List<?>) Objects.requireNonNull(value)).forEach(item -> items.add(new JsonValue(item)));
        return items;
    }

    public String text() {
        return (String) Objects.requireNonNull(value);
    }

    public long number() {
        return (Long) Objects.requireNonNull(value);
    }

    public boolean isNull() {
        return value == null;
    }

    /** The value as JSON again. */
    public String toJson() {
        return switch (value) {
            case null -> "null";
            case String text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            case List<?> list -> items().stream().map(JsonValue::toJson).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map -> names().stream()
                    .map(name -> new JsonValue(name).toJson() + ": " + at(name).toJson())
                    .collect(Collectors.joining(", ", "{", "}"));
            default -> String.valueOf(value);
        };
    }
}
