package dev.confab.rest.chat;

import dev.confab.application.chat.SendMessage;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.run.OnBusy;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.SessionMode;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.json.RequestFields;
import io.micronaut.http.HttpRequest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The body of {@code POST /chat}. */
final class ChatRequest {

    /** {@link UUID#fromString} takes shorter groups too; two spellings of one id would be one too many. */
    private static final Pattern UUID_FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private ChatRequest() {}

    static SendMessage.Command command(HttpRequest<?> request, byte[] body) {
        JsonMedia.requireBody(request);
        JsonMedia.requireAccepted(request);
        RequestFields fields = RequestFields.of(body);
        Optional<PlainText> message = fields.requiredText("message");
        Optional<SessionId> session = fields.text("session_id").flatMap(ChatRequest::session);
        Optional<PlainText> selected = fields.text("selected_text").filter(text -> !text.isBlank());
        Optional<SessionMode> mode = fields.oneOf("mode", SessionMode.class);
        Optional<OnBusy> onBusy = fields.oneOf("on_busy", OnBusy.class);
        Map<String, String> metadata = fields.texts("metadata", Metadata.MAX_ENTRIES, Metadata.MAX_KEY,
                Metadata.MAX_VALUE);
        fields.finish();
        return new SendMessage.Command(message.orElseThrow(), session, selected, mode,
                metadata.isEmpty() ? Metadata.NONE : new Metadata(metadata), onBusy.orElse(OnBusy.INTERRUPT));
    }

    /** What is no id names no session, just as an id that nobody has: the turn starts a new one. */
    private static Optional<SessionId> session(PlainText id) {
        return UUID_FORM.matcher(id.value()).matches()
                ? Optional.of(new SessionId(UUID.fromString(id.value())))
                : Optional.empty();
    }
}
