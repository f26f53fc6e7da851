package dev.confab.rest.chat;

import dev.confab.application.chat.Refusal;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemResponses;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import java.util.List;

/** What a client is told when its message was not taken. Nothing of it was stored. */
final class Refusals {

    private Refusals() {}

    static HttpResponse<?> response(HttpRequest<?> request, Refusal refusal) {
        if (refusal instanceof Refusal.ModelAway away) {
            RequestFacts.of(request).reason(String.valueOf(away.fault().getMessage()));
        }
        return ProblemResponses.of(request, problem(refusal));
    }

    private static Problem problem(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Busy busy ->
                Problem.of(ProblemCode.SESSION_BUSY, "A run of the session has not ended; nothing was stored.")
                        .inSession(busy.session())
                        .behind(busy.active())
                        .notWorthRetrying();
            case Refusal.KeyTaken taken ->
                Problem.of(ProblemCode.IDEMPOTENCY_CONFLICT,
                        "The key was sent before with another request; nothing was stored.")
                        .inSession(taken.session())
                        .ofRun(taken.run())
                        .notWorthRetrying();
            case Refusal.NothingToAsk nothing -> Problem.of(ProblemCode.NOT_FOUND,
                    "There is no such session, or no message of the user in it that could be asked again.");
            case Refusal.NoSuchDocument unknown -> Problem.of(ProblemCode.DOCUMENT_NOT_FOUND,
                    "A document that the request names does not exist; nothing was stored.")
                    .withErrors(List.of(new FieldError("/document_ids", "names a document that does not exist")));
            case Refusal.NoSuchAssistant unknown -> Problem.of(ProblemCode.ASSISTANT_NOT_FOUND,
                    "The assistant that the request names does not exist; nothing was stored.")
                    .withErrors(List.of(new FieldError("/assistant_id", "names an assistant that does not exist")));
            case Refusal.TooLong tooLong -> tooLong(tooLong);
            case Refusal.UsedUp usedUp -> Problem.of(usedUp.what());
            case Refusal.Overloaded overloaded ->
                Problem.of(ProblemCode.OVERLOADED, "As many runs are executed as may be; nothing was stored.")
                        .retryAfter(overloaded.retryAfter());
            case Refusal.Stopping stopping ->
                Problem.of(ProblemCode.STOPPING, "The server is about to end; nothing was stored.")
                        .retryAfter(stopping.retryAfter());
            case Refusal.ModelAway away ->
                Problem.of(ProblemCode.MODEL_AWAY, "The model is known to be away; nothing was stored.")
                        .retryAfter(away.fault().retryAfter().orElse(Problem.MODEL_PATIENCE));
        };
    }

    private static Problem tooLong(Refusal.TooLong tooLong) {
        FieldError error = switch (tooLong.part()) {
            case MESSAGE -> new FieldError("/message", characters(tooLong));
            case SELECTED_TEXT -> new FieldError("/selected_text", characters(tooLong));
            case PROMPT -> new FieldError("", "message, selected text and instructions together have "
                    + tooLong.length() + " tokens, at most " + tooLong.limit() + " fit the model");
        };
        return Problem.of(ProblemCode.TOO_LONG, "The request is longer than it may be; nothing was stored.")
                .withErrors(List.of(error));
    }

    private static String characters(Refusal.TooLong tooLong) {
        return "has " + tooLong.length() + " characters (UTF-16 code units), at most " + tooLong.limit()
                + " are allowed";
    }
}
