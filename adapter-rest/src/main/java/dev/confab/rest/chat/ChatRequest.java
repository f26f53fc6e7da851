package dev.confab.rest.chat;

import dev.confab.application.chat.SendMessage;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.session.Metadata;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.request.Ids;
import io.micronaut.http.HttpRequest;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code POST /chat} asks for.
 *
 * @param command  what is sent
 * @param attached whether the run is to end when the client that streams it goes away
 */
record ChatRequest(SendMessage.Command command, boolean attached) {

    private static final String MESSAGE = "message";
    private static final String EDITED = "edit_message_id";

    static ChatRequest of(HttpRequest<?> request, RequestFields fields) {
        boolean again = fields.flag("regenerate");
        Optional<PlainText> message = again ? fields.text(MESSAGE) : fields.requiredText(MESSAGE);
        Optional<PlainText> replaced = fields.text(EDITED);
        Optional<SessionId> session = fields.text("session_id").flatMap(id -> Ids.session(id.value()));
        var about = TurnFields.of(fields);
        Optional<OnBusy> onBusy = fields.oneOf("on_busy", OnBusy.class);
        Map<String, String> metadata = fields.texts("metadata", Metadata.MAX_ENTRIES, Metadata.MAX_KEY,
                Metadata.MAX_VALUE);
        Optional<String> clientId = fields.shortText("client_message_id", SendKey.LONGEST);
        boolean attached = fields.flag("attached");
        if (again && message.isPresent()) {
            fields.wrong(MESSAGE, "must not be there when the last question is asked again");
        }
        if (again && replaced.isPresent()) {
            fields.wrong(EDITED, "must not be there when the last question is asked again");
        }
        if (again && fields.has("attachments")) {
            fields.wrong("attachments", "must not be there when the last question is asked again");
        }
        PassingRequest.refuse(fields);
        fields.finish();
        var command = new SendMessage.Command(ask(again, message, replaced, new Attachments(about.attachments())),
                session,
                about.selectedText(), about.mode(), about.scope(), about.assistant(),
                metadata.isEmpty() ? Metadata.NONE : new Metadata(metadata), onBusy.orElse(OnBusy.INTERRUPT),
                SendKey.of(request, clientId));
        return new ChatRequest(command, attached);
    }

    private static SendMessage.Ask ask(boolean again, Optional<PlainText> message, Optional<PlainText> replaced,
            Attachments attachments) {
        if (again) {
            return new SendMessage.Ask.Again();
        }
        PlainText said = message.orElseThrow();
        return replaced.<SendMessage.Ask>map(id -> new SendMessage.Ask.Edited(Ids.messageOrNone(id.value()), said,
                attachments))
                .orElseGet(() -> new SendMessage.Ask.Said(said, attachments));
    }
}
