package dev.confab.rest.chat;

import dev.confab.application.chat.SendMessage;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemResponses;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import java.util.List;

/** What a client is told of what came of its message. */
final class ChatAnswer {

    private ChatAnswer() {}

    static HttpResponse<?> of(HttpRequest<?> request, SendMessage.Result result) {
        return switch (result) {
            case SendMessage.Result.Answered answered -> answered(request, answered);
            case SendMessage.Result.Unanswered unanswered -> {
                RequestFacts.of(request).reason(String.valueOf(unanswered.fault().getMessage()));
                yield ProblemResponses.of(request,
                        Problem.of(unanswered.fault()).inSession(unanswered.session()).ofRun(unanswered.run()));
            }
            case SendMessage.Result.Interrupted interrupted -> ProblemResponses.of(request,
                    Problem.of(ProblemCode.RUN_INTERRUPTED, ProblemCode.RUN_INTERRUPTED.explanation())
                            .inSession(interrupted.session())
                            .ofRun(interrupted.run())
                            .notWorthRetrying());
            case SendMessage.Result.Busy busy -> ProblemResponses.of(request,
                    Problem.of(ProblemCode.SESSION_BUSY, "The session's last run has not ended; nothing was stored.")
                            .inSession(busy.session())
                            .behind(busy.active())
                            .notWorthRetrying());
            case SendMessage.Result.TooLong tooLong -> ProblemResponses.of(request, tooLong(tooLong));
        };
    }

    private static HttpResponse<?> answered(HttpRequest<?> request, SendMessage.Result.Answered answered) {
        RequestFacts facts = RequestFacts.of(request);
        facts.session(answered.session());
        facts.run(answered.run());
        ChatResponse body = ChatResponse.of(answered);
        facts.outcome(body.status());
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static Problem tooLong(SendMessage.Result.TooLong tooLong) {
        FieldError error = switch (tooLong.part()) {
            case MESSAGE -> new FieldError("/message", characters(tooLong));
            case SELECTED_TEXT -> new FieldError("/selected_text", characters(tooLong));
            case PROMPT -> new FieldError("", "message, selected text and instructions together have "
                    + tooLong.length() + " tokens, at most " + tooLong.limit() + " fit the model");
        };
        return Problem.of(ProblemCode.TOO_LONG, "The request is longer than it may be; nothing was stored.")
                .withErrors(List.of(error));
    }

    private static String characters(SendMessage.Result.TooLong tooLong) {
        return "has " + tooLong.length() + " characters (UTF-16 code units), at most " + tooLong.limit()
                + " are allowed";
    }
}
