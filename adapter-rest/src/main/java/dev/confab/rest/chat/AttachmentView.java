package dev.confab.rest.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.domain.PlainText;
import dev.confab.domain.attachment.Attachment;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.attachment.ViewBox;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was given along with a message, as it was given. */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttachmentView(String type, @Nullable String label, JsonNode data, @Nullable String viewBox) {

    /**
     * Returns all of them, in their order.
     *
     * @param json reads data that was given as JSON
     */
    public static List<AttachmentView> all(Attachments attachments, JsonMapper json) {
        return attachments.all().stream().map(attachment -> of(attachment, json)).toList();
    }

    private static AttachmentView of(Attachment attachment, JsonMapper json) {
        @Nullable
        String label = attachment.label().map(PlainText::value).orElse(null);
        return switch (attachment) {
            case Attachment.SvgPath path -> new AttachmentView(AttachmentFields.Type.SVG_PATH.word(), label,
                    JsonNode.createStringNode(path.data().value()), path.viewBox().map(ViewBox::text).orElse(null));
            case Attachment.Context context -> new AttachmentView(AttachmentFields.Type.CONTEXT.word(), label,
                    read(context.data().value(), json), null);
        };
    }

    private static JsonNode read(String text, JsonMapper json) {
        try {
            return json.readValue(text, Argument.of(JsonNode.class));
        } catch (IOException impossible) {
            throw new UncheckedIOException("what was written as JSON cannot be read", impossible);
        }
    }
}
