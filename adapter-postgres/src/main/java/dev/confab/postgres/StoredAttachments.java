package dev.confab.postgres;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.confab.domain.PlainText;
import dev.confab.domain.attachment.Attachment;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.attachment.ViewBox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was given along with messages, as it is stored. JSON within it is a text: the database would order its fields anew. */
final class StoredAttachments {

    private StoredAttachments() {}

    /** Writes them, null when there are none. */
    static @Nullable String of(Attachments attachments) {
        return attachments.isEmpty() ? null : JsonTokens.write(json -> {
            json.writeStartArray();
            for (Attachment attachment : attachments.all()) {
                write(json, attachment);
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, Attachment attachment) throws IOException {
        json.writeStartObject();
        if (attachment.label().isPresent()) {
            json.writeStringField("label", attachment.label().get().value());
        }
        switch (attachment) {
            case Attachment.SvgPath path -> {
                json.writeStringField("type", "svg_path");
                if (path.viewBox().isPresent()) {
                    json.writeStringField("view_box", path.viewBox().get().text());
                }
            }
            case Attachment.Context context -> json.writeStringField("type", "context");
        }
        json.writeStringField("data", attachment.data().value());
        json.writeEndObject();
    }

    static Attachments read(@Nullable String text) {
        return text == null ? Attachments.NONE : JsonTokens.read(text, json -> {
            List<Attachment> all = new ArrayList<>();
            JsonTokens.expect(json.nextToken(), JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                all.add(attachment(json));
            }
            return new Attachments(all);
        });
    }

    private static Attachment attachment(JsonParser json) throws IOException {
        Map<String, String> fields = JsonTokens.fields(json, new HashMap<>());
        Optional<PlainText> label = Optional.ofNullable(fields.get("label")).map(PlainText::of);
        PlainText data = PlainText.of(JsonTokens.text(fields, "data"));
        return switch (JsonTokens.text(fields, "type")) {
            case "svg_path" -> new Attachment.SvgPath(label, data,
                    Optional.ofNullable(fields.get("view_box")).flatMap(ViewBox::of));
            case "context" -> new Attachment.Context(label, data);
            default -> throw new IllegalArgumentException("an attachment is of no known type");
        };
    }
}
