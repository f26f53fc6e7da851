package dev.confab.rest.chat;

import dev.confab.application.chat.AnswerOnce;
import dev.confab.domain.PlainText;
import dev.confab.domain.attachment.Attachments;
import dev.confab.domain.prompt.GivenHistory;
import dev.confab.domain.prompt.GivenHistory.Speaker;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.RequestFields;
import dev.confab.rest.request.Preferences;
import io.micronaut.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code POST /chat} asks for that stores nothing. */
final class PassingRequest {

    static final String HISTORY = "history";
    static final String STORE = "store";

    /** What only makes sense of something that is stored. */
    private static final List<String> OF_SESSIONS = List.of("session_id", "on_busy", "regenerate", "edit_message_id",
            "client_message_id", "metadata");

    private PassingRequest() {}

    /** Returns whether a body wants nothing to be stored. */
    static boolean is(RequestFields fields) {
        return fields.has(STORE) && !fields.flag(STORE);
    }

    /** Names what a body that wants to be stored must not have. */
    static void refuse(RequestFields fields) {
        if (fields.has(HISTORY)) {
            fields.wrong(HISTORY, "is taken with \"store\": false alone: a session has its own history");
        }
    }

    static AnswerOnce.Question of(HttpRequest<?> request, RequestFields fields) {
        Optional<PlainText> message = fields.requiredText("message");
        var about = TurnFields.of(fields);
        List<GivenHistory.Entry> history = history(fields);
        fields.flag("attached");
        for (String field : OF_SESSIONS) {
            if (fields.has(field)) {
                fields.wrong(field, "must not be there with \"store\": false, which leaves nothing to go back to");
            }
        }
        fields.finish();
        if (Preferences.respondAsync(request)) {
            throw refused("Prefer: respond-async");
        }
        if (SendKey.of(request, Optional.empty()).isPresent()) {
            throw refused("Idempotency-Key");
        }
        return new AnswerOnce.Question(message.orElseThrow(), new GivenHistory(history), about.selectedText(),
                about.mode(),
                about.scope(), about.assistant(), new Attachments(about.attachments()));
    }

    private static ProblemException refused(String header) {
        return new ProblemException(Problem.of(ProblemCode.INVALID_REQUEST, "The header " + header
                + " must not be there with \"store\": false, which leaves nothing to come back to.")
                .withErrors(List.of(new FieldError("/" + STORE, "does not go with the header " + header))));
    }

    private static List<GivenHistory.Entry> history(RequestFields fields) {
        var said = new ArrayList<GivenHistory.Entry>();
        long length = 0;
        boolean begun = false;
        for (RequestFields entry : fields.objects(HISTORY, GivenHistory.MAX_ENTRIES)) {
            if (!entry.has("role")) {
                entry.wrong("role", "is missing");
            }
            Optional<Speaker> speaker = entry.oneOf("role", Speaker.class);
            Optional<PlainText> text = entry.requiredText("content");
            entry.end();
            if (begun && speaker.filter(who -> who == Speaker.SYSTEM).isPresent()) {
                entry.wrong("role", "is system and must come before all others");
            }
            begun = begun || speaker.filter(who -> who != Speaker.SYSTEM).isPresent();
            length += text.map(PlainText::length).orElse(0);
            if (speaker.isPresent() && text.isPresent()) {
                said.add(new GivenHistory.Entry(speaker.get(), text.get()));
            }
        }
        if (length > GivenHistory.MAX_LENGTH) {
            fields.wrong(HISTORY, "has more than " + GivenHistory.MAX_LENGTH
                    + " characters (UTF-16 code units) together");
        }
        return said;
    }
}
