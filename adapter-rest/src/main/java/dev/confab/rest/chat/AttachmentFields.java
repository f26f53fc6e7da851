package dev.confab.rest.chat;

import dev.confab.domain.PlainText;
import dev.confab.domain.attachment.Attachment;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.attachment.PathShape;
import dev.confab.domain.attachment.ViewBox;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.json.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The field {@code attachments} of requests. */
final class AttachmentFields {

    private static final String FIELD = "attachments";
    private static final String DATA = "data";

    /** What may be given along with a message. */
    enum Type {
        SVG_PATH, CONTEXT;

        String word() {
            return Word.of(this);
        }
    }

    private AttachmentFields() {}

    /** Returns what is there and is right; what is wrong is gathered by the fields. */
    static List<Attachment> of(RequestFields fields) {
        var all = new ArrayList<Attachment>();
        for (RequestFields one : fields.objects(FIELD, Attachments.MAX)) {
            Optional<Type> type = one.oneOf("type", Type.class);
            if (!one.has("type")) {
                one.wrong("type", "is missing");
            }
            Optional<PlainText> label = one.shortText("label", Attachment.MAX_LABEL).map(PlainText::of);
            type.flatMap(known -> switch (known) {
                case SVG_PATH -> path(one, label);
                case CONTEXT -> context(one, label);
            }).ifPresent(all::add);
            if (type.isPresent()) {
                one.end();
            }
        }
        if (all.stream().mapToInt(one -> one.data().length()).sum() > Attachments.MAX_LENGTH) {
            fields.wrong(FIELD, "have more than " + Attachments.MAX_LENGTH + " characters of data together");
        }
        return all;
    }

    private static Optional<Attachment> path(RequestFields fields, Optional<PlainText> label) {
        Optional<PlainText> data = fields.requiredText(DATA).filter(text -> isShort(fields, text.length()));
        Optional<String> box = fields.shortText("view_box", Attachment.MAX_LABEL);
        Optional<ViewBox> viewBox = box.flatMap(ViewBox::of);
        if (box.isPresent() && viewBox.isEmpty()) {
            fields.wrong("view_box", "must be four numbers as SVG has them: x, y, width and height");
        }
        if (data.isPresent() && PathShape.of(data.get().value()).isEmpty()) {
            fields.wrong(DATA, "is no SVG path that draws something");
            return Optional.empty();
        }
        return data.map(path -> new Attachment.SvgPath(label, path, viewBox));
    }

    private static Optional<Attachment> context(RequestFields fields, Optional<PlainText> label) {
        Optional<String> data = fields.json(DATA);
        if (data.isEmpty()) {
            fields.wrong(DATA, "is missing");
        }
        return data.filter(text -> isShort(fields, text.length()))
                .map(text -> new Attachment.Context(label, PlainText.of(text)));
    }

    private static boolean isShort(RequestFields fields, int length) {
        if (length > Attachment.MAX_DATA) {
            fields.wrong(DATA, "has more than " + Attachment.MAX_DATA + " characters (UTF-16 code units)");
        }
        return length <= Attachment.MAX_DATA;
    }
}
