package dev.confab.postgres;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.session.Metadata;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

    private StoredJson() {}

    /** A list of pairs: an object would lose their order. */
    static String of(Metadata metadata) {
        return pairs(metadata.entries());
    }

    static String pairs(Map<String, String> entries) {
        return entries.isEmpty() ? "[]" : JsonTokens.write(json -> {
            json.writeStartArray();
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                json.writeStartArray();
                json.writeString(entry.getKey());
                json.writeString(entry.getValue());
                json.writeEndArray();
            }
            json.writeEndArray();
        });
    }

    static Metadata metadata(String text) {
        return text.equals("[]") ? Metadata.NONE : JsonTokens.read(text, json -> {
            var entries = new LinkedHashMap<String, String>();
            JsonTokens.expect(json.nextToken(), JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_ARRAY) {
                entries.put(JsonTokens.nextText(json), JsonTokens.nextText(json));
                JsonTokens.expect(json.nextToken(), JsonToken.END_ARRAY);
            }
            return new Metadata(entries);
        });
    }

    static String of(List<Citation> citations) {
        return JsonTokens.write(json -> {
            json.writeStartArray();
            for (Citation citation : citations) {
                json.writeStartObject();
                json.writeNumberField("marker", citation.marker());
                json.writeStringField("passage", citation.passage().toString());
                json.writeStringField("document", citation.document().toString());
                json.writeNumberField("version", citation.version());
                json.writeStringField("title", citation.title().value());
                json.writeNumberField("at", citation.at());
                if (citation.page().isPresent()) {
                    json.writeNumberField("page", citation.page().get());
                }
                json.writeNumberField("from", citation.span().from());
                json.writeStringField("quote", citation.quote().value());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** Those of earlier writers, which did not stand by themselves, are left out. */
    static List<Citation> citations(@Nullable String text) {
        return text == null ? List.of() : JsonTokens.read(text, StoredJson::citations);
    }

    /** Reads several lists as one. */
    static List<Citation> citationLists(@Nullable String text) {
        return text == null ? List.of() : JsonTokens.read(text, json -> {
            var all = new ArrayList<Citation>();
            JsonTokens.expect(json.nextToken(), JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_ARRAY) {
                addCitations(json, all);
            }
            return List.copyOf(all);
        });
    }

    private static List<Citation> citations(JsonParser json) throws IOException {
        var all = new ArrayList<Citation>();
        JsonTokens.expect(json.nextToken(), JsonToken.START_ARRAY);
        addCitations(json, all);
        return List.copyOf(all);
    }

    /** Reads the list that was just begun. */
    private static void addCitations(JsonParser json, List<Citation> all) throws IOException {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            Map<String, String> fields = JsonTokens.fields(json, new HashMap<>());
            if (fields.containsKey("from")) {
                all.add(citation(fields));
            }
        }
    }

    private static Citation citation(Map<String, String> fields) {
        PlainText quote = PlainText.of(JsonTokens.text(fields, "quote"));
        int from = (int) JsonTokens.number(fields, "from");
        return new Citation((int) JsonTokens.number(fields, "marker"), (int) JsonTokens.number(fields, "at"),
                new PassageId(JsonTokens.uuid(fields, "passage")), new DocumentId(JsonTokens.uuid(fields, "document")),
                (int) JsonTokens.number(fields, "version"), PlainText.of(JsonTokens.text(fields, "title")),
                fields.containsKey("page") ? Optional.of((int) JsonTokens.number(fields, "page")) : Optional.empty(),
                new TextSpan(from, from + quote.length()), quote);
    }

    /** Durations are in nanoseconds. */
    static String of(Receipt receipt) {
        return JsonTokens.write(json -> {
            json.writeStartObject();
            json.writeStringField("provider", receipt.provider());
            json.writeStringField("model", receipt.model());
            if (receipt.assistant().isPresent()) {
                json.writeStringField("assistant", receipt.assistant().get().assistant().toString());
                json.writeNumberField("assistant_revision", receipt.assistant().get().revision());
            }
            json.writeArrayFieldStart("positions");
            for (Long position : receipt.positions()) {
                json.writeNumber(position);
            }
            json.writeEndArray();
            json.writeNumberField("left_out", receipt.leftOut());
            if (receipt.summarized().isPresent()) {
                json.writeNumberField("summarized", receipt.summarized().getAsLong());
            }
            json.writeArrayFieldStart("passages");
            for (PassageId passage : receipt.passages()) {
                json.writeString(passage.toString());
            }
            json.writeEndArray();
            json.writeNumberField("unverified", receipt.unverified());
            json.writeBooleanField("selected_text", receipt.selectedText());
            json.writeBooleanField("retrieval_failed", receipt.retrievalFailed());
            json.writeBooleanField("declined", receipt.declined());
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
        return JsonTokens.read(text, json -> {
            JsonTokens.expect(json.nextToken(), JsonToken.START_OBJECT);
            var arrays = new HashMap<String, List<String>>();
            Map<String, String> fields = JsonTokens.fields(json, arrays);
            return new Receipt(JsonTokens.text(fields, "provider"), JsonTokens.text(fields, "model"),
                    fields.containsKey("assistant")
                            ? Optional.of(AssistantRows.revision(fields, "assistant", "assistant_revision"))
                            : Optional.empty(),
                    positions(fields, arrays), (int) JsonTokens.number(fields, "left_out"),
                    fields.containsKey("summarized") ? OptionalLong.of(JsonTokens.number(fields, "summarized"))
                            : OptionalLong.empty(),
                    arrays.getOrDefault("passages", List.of())
                            .stream()
                            .map(id -> new PassageId(UUID.fromString(id)))
                            .toList(),
                    fields.containsKey("unverified") ? (int) JsonTokens.number(fields, "unverified") : 0,
                    Boolean.parseBoolean(JsonTokens.text(fields, "selected_text")),
                    Boolean.parseBoolean(JsonTokens.text(fields, "retrieval_failed")),
                    Boolean.parseBoolean(fields.get("declined")), (int) JsonTokens.number(fields, "attempts"),
                    Duration.ofNanos(JsonTokens.number(fields, "retrieval_ns")),
                    fields.containsKey("first_text_ns")
                            ? Optional.of(Duration.ofNanos(JsonTokens.number(fields, "first_text_ns")))
                            : Optional.empty(),
                    Duration.ofNanos(JsonTokens.number(fields, "total_ns")),
                    fields.containsKey("prompt_tokens")
                            ? Optional.of(new Usage((int) JsonTokens.number(fields, "prompt_tokens"),
                                    (int) JsonTokens.number(fields, "completion_tokens")))
                            : Optional.empty(),
                    Boolean.parseBoolean(fields.get("counted")));
        });
    }

    /** Receipts once told the first and the last of positions that had no hole. */
    private static List<Long> positions(Map<String, String> fields, Map<String, List<String>> arrays) {
        List<String> positions = arrays.get("positions");
        return positions != null ? positions.stream().map(Long::valueOf).toList()
                : LongStream.rangeClosed(JsonTokens.number(fields, "first_seq"), JsonTokens.number(fields, "last_seq"))
                        .boxed()
                        .toList();
    }
}
