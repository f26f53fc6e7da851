package dev.confab.rest.testing;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds values against the schemas of an OpenAPI document: as much of JSON Schema as that document uses, and strictly so:
 * a member that a schema with properties does not name is a violation, whatever JSON Schema says.
 */
public final class JsonSchema {

    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private JsonSchema() {}

    public static JsonValue resolve(JsonValue document, String reference) {
        JsonValue found = document;
        for (String step : reference.substring("#/".length()).split("/", -1)) {
            found = found.at(step);
        }
        return found;
    }

    /** Every reference within a value. */
    public static List<String> references(JsonValue value) {
        List<String> found = new ArrayList<>();
        if (value.value() instanceof Map<?, ?>) {
            for (String name : value.names()) {
                if (name.equals("$ref")) {
                    found.add(value.at(name).text());
                } else {
                    found.addAll(references(value.at(name)));
                }
            }
        } else if (value.value() instanceof List<?>) {
            value.items().forEach(item -> found.addAll(references(item)));
        }
        return found;
    }

    public static List<String> violations(JsonValue document, JsonValue schema, JsonValue value) {
        List<String> found = new ArrayList<>();
        check(document, schema, value, "", found);
        return found;
    }

    private static void check(JsonValue document, JsonValue schema, JsonValue value, String at, List<String> found) {
        if (schema.has("$ref")) {
            check(document, resolve(document, schema.at("$ref").text()), value, at, found);
            return;
        }
        if (schema.has("oneOf")) {
            long fitting = schema.at("oneOf")
                    .items()
                    .stream()
                    .filter(choice -> violations(document, choice, value).isEmpty())
                    .count();
            if (fitting != 1) {
                found.add(at + " fits " + fitting + " choices");
            }
            return;
        }
        if (schema.has("type") && types(schema).stream().noneMatch(type -> isOf(type, value.value()))) {
            found.add(at + " is not of type " + types(schema));
            return;
        }
        if (schema.has("enum") && schema.at("enum").items().stream().noneMatch(value::equals)) {
            found.add(at + " is none of the choices");
        }
        if (schema.has("const") && !schema.at("const").equals(value)) {
            found.add(at + " is not the constant");
        }
        if (schema.has("format") && value.value() instanceof String text
                && !hasForm(schema.at("format").text(), text)) {
            found.add(at + " has not the format " + schema.at("format").text());
        }
        if (schema.has("minimum") && value.value() instanceof Long number
                && number < schema.at("minimum").number()) {
            found.add(at + " is too small");
        }
        if (value.value() instanceof Map<?, ?>) {
            members(document, schema, value, at, found);
        }
        if (value.value() instanceof List<?> && schema.has("items")) {
            for (int index = 0; index < value.items().size(); index++) {
                check(document, schema.at("items"), value.at(index), at + "/" + index, found);
            }
        }
    }

    private static void members(JsonValue document, JsonValue schema, JsonValue value, String at, List<String> found) {
        if (schema.has("required")) {
            schema.at("required")
                    .items()
                    .stream()
                    .map(JsonValue::text)
                    .filter(name -> !value.has(name))
                    .forEach(name -> found.add(at + "/" + name + " is missing"));
        }
        for (String name : value.names()) {
            if (schema.has("properties") && schema.at("properties").has(name)) {
                check(document, schema.at("properties").at(name), value.at(name), at + "/" + name, found);
            } else if (schema.has("additionalProperties")
                    && schema.at("additionalProperties").value() instanceof Map<?, ?>) {
                check(document, schema.at("additionalProperties"), value.at(name), at + "/" + name, found);
            } else if (schema.has("properties")) {
                found.add(at + "/" + name + " is not described");
            }
        }
    }

    private static List<String> types(JsonValue schema) {
        JsonValue type = schema.at("type");
        return type.value() instanceof String one ? List.of(one) : type.items().stream().map(JsonValue::text).toList();
    }

    private static boolean isOf(String type, @Nullable Object value) {
        return switch (type) {
            case "object" -> value instanceof Map<?, ?>;
            case "array" -> value instanceof List<?>;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "null" -> value == null;
            default -> throw new IllegalArgumentException("unknown type " + type);
        };
    }

    private static boolean hasForm(String format, String text) {
        return switch (format) {
            case "uuid" -> UUID_FORM.matcher(text).matches();
            case "date-time" -> isInstant(text);
            case "json-pointer" -> text.isEmpty() || text.startsWith("/");
            case "uri-reference" -> text.startsWith("/");
            default -> throw new IllegalArgumentException("unknown format " + format);
        };
    }

    private static boolean isInstant(String text) {
        try {
            Instant.parse(text);
            return text.endsWith("Z");
        } catch (DateTimeParseException none) {
            return false;
        }
    }
}
