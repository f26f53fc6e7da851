package dev.confab.rest.chat;

import dev.confab.domain.AssistantId;
import dev.confab.domain.PlainText;
import dev.confab.domain.attachment.Attachment;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.SessionMode;
import dev.confab.rest.document.DocumentIds;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.request.Ids;
import java.util.List;
import java.util.Optional;

/** The fields of a turn that say what is given along with it, what its answer rests on and who gives it. */
record TurnFields(Optional<PlainText> selectedText, Optional<SessionMode> mode, Optional<Scope> scope,
        Optional<AssistantId> assistant, List<Attachment> attachments) {

    static TurnFields of(RequestFields fields) {
        return new TurnFields(fields.text("selected_text").filter(text -> !text.isBlank()),
                fields.oneOf("mode", SessionMode.class), DocumentIds.of(fields).map(Scope::of),
                fields.text("assistant_id").map(id -> Ids.assistantOrNone(id.value())),
                AttachmentFields.of(fields));
    }
}
