package dev.confab.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.session.Metadata;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What is stored as JSON. Reading skips what it does not know, so that a newer writer does no harm.
 *
 * <p>
 * Every reader throws {@link IllegalArgumentException}, without what it read, when that cannot be right.
 */
final class StoredJson {

    private static final JsonFactory JSON = new JsonFactory();

    private StoredJson() {}

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private interface Reading<T> {
        T from(JsonParser json) throws IOException;
    }

    /** A list of pairs: an object would lose their order. */
    static String of(Metadata metadata) {
        return metadata.entries().isEmpty() ? "[]" : write(json -> {
            json.writeStartArray();
            for (Map.Entry<String, String> entry : metadata.entries().entrySet()) {
                json.writeStartArray();
                json.writeString(entry.getKey());
                json.writeString(entry.getValue());
                json.writeEndArray();
            }
            json.writeEndArray();
        });
    }

    static Metadata metadata(String text) {
        return text.equals("[]") ? Metadata.NONE : read(text, json -> {
            var entries = new LinkedHashMap<String, String>();
            expect(json.nextToken(), JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_ARRAY) {
                entries.put(nextText(json), nextText(json));
                expect(json.nextToken(), JsonToken.END_ARRAY);
            }
            return new Metadata(entries);
        });
    }

    static String of(List<Citation> citations) {
        return write(json -> {
            json.writeStartArray();
            for (Citation citation : citations) {
                json.writeStartObject();
                json.writeNumberField("marker", citation.marker());
                json.writeStringField("passage", citation.passage().toString());
                json.writeStringField("document", citation.document().toString());
                json.writeStringField("title", citation.title().value());
                if (citation.quote().isPresent()) {
                    json.writeStringField("quote", citation.quote().get().value());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static List<Citation> citations(@Nullable String text) {
        return text == null ? List.of() : read(text, json -> {
            var citations = new ArrayList<Citation>();
            expect(json.nextToken(), JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Map<String, String> fields = fields(json, new HashMap<>());
                citations.add(new Citation((int) number(fields, "marker"), new PassageId(uuid(fields, "passage")),
                        new DocumentId(uuid(fields, "document")), PlainText.of(text(fields, "title")),
                        Optional.ofNullable(fields.get("quote")).map(PlainText::of)));
            }
            return List.copyOf(citations);
        });
    }

    /** Durations are in nanoseconds. */
    static String of(Receipt receipt) {
        return write(json -> {
            json.writeStartObject();
            json.writeStringField("provider", receipt.provider());
            json.writeStringField("model", receipt.model());
            json.writeArrayFieldStart("positions");
            for (Long position : receipt.positions()) {
                json.writeNumber(position);
            }
            json.writeEndArray();
            json.writeNumberField("left_out", receipt.leftOut());
            json.writeArrayFieldStart("passages");
            for (PassageId passage : receipt.passages()) {
                json.writeString(passage.toString());
            }
            json.writeEndArray();
            json.writeBooleanField("selected_text", receipt.selectedText());
            json.writeBooleanField("retrieval_failed", receipt.retrievalFailed());
            json.writeNumberField("attempts", receipt.attempts());
            json.writeNumberField("retrieval_ns", receipt.retrieval().toNanos());
            if (receipt.firstText().isPresent()) {
                json.writeNumberField("first_text_ns", receipt.firstText().get().toNanos());
            }
            json.writeNumberField("total_ns", receipt.total().toNanos());
            if (receipt.tokens().isPresent()) {
                json.writeNumberField("prompt_tokens", receipt.tokens().get().promptTokens());
                json.writeNumberField("completion_tokens", receipt.tokens().get().completionTokens());
            }
            json.writeBooleanField("counted", receipt.counted());
            json.writeEndObject();
        });
    }

    static Receipt receipt(String text) {
        return read(text, json -> {
            expect(json.nextToken(), JsonToken.START_OBJECT);
            var arrays = new HashMap<String, List<String>>();
            Map<String, String> fields = fields(json, arrays);
            return new Receipt(text(fields, "provider"), text(fields, "model"),
                    positions(fields, arrays), (int) number(fields, "left_out"),
                    arrays.getOrDefault("passages", List.of())
                            .stream()
                            .map(id -> new PassageId(UUID.fromString(id)))
                            .toList(),
                    Boolean.parseBoolean(text(fields, "selected_text")),
                    Boolean.parseBoolean(text(fields, "retrieval_failed")), (int) number(fields, "attempts"),
                    Duration.ofNanos(number(fields, "retrieval_ns")),
                    fields.containsKey("first_text_ns") ? Optional.of(Duration.ofNanos(number(fields, "first_text_ns")))
                            : Optional.empty(),
                    Duration.ofNanos(number(fields, "total_ns")),
                    fields.containsKey("prompt_tokens")
                            ? Optional.of(new Usage((int) number(fields, "prompt_tokens"),
                                    (int) number(fields, "completion_tokens")))
                            : Optional.empty(),
                    Boolean.parseBoolean(fields.get("counted")));
        });
    }

    /** Receipts once told the first and the last of positions that had no hole. */
    private static List<Long> positions(Map<String, String> fields, Map<String, List<String>> arrays) {
        List<String> positions = arrays.get("positions");
        return positions != null ? positions.stream().map(Long::valueOf).toList()
                : LongStream.rangeClosed(number(fields, "first_seq"), number(fields, "last_seq")).boxed().toList();
    }

    /** Reads the object that was just begun: its scalar fields, and its arrays of scalars. */
    private static Map<String, String> fields(JsonParser json, Map<String, List<String>> arrays) throws IOException {
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

    private static List<String> scalars(JsonParser json) throws IOException {
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

    private static String text(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("stored JSON lacks " + name);
        }
        return value;
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(text(fields, name));
    }

    private static UUID uuid(Map<String, String> fields, String name) {
        return UUID.fromString(text(fields, name));
    }

    private static String nextText(JsonParser json) throws IOException {
        expect(json.nextToken(), JsonToken.VALUE_STRING);
        return json.getText();
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected) {
        if (found != expected) {
            throw new IllegalArgumentException("stored JSON is of another shape");
        }
    }

    private static String write(Writing writing) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            writing.to(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static <T> T read(String text, Reading<T> reading) {
        try (JsonParser json = JSON.createParser(text)) {
            return reading.from(json);
        } catch (IOException broken) {
            throw new IllegalArgumentException("stored JSON cannot be read");
        }
    }
}
