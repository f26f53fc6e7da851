package dev.confab.rest.chat;

import dev.confab.application.chat.SendMessage;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.run.RunStatus;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemResponses;
import dev.confab.rest.request.RequestFacts;
import dev.confab.rest.run.RunAccepted;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;

/** What a client that waited is told of what came of its message. */
final class ChatAnswer {

    private ChatAnswer() {}

    static HttpResponse<?> of(HttpRequest<?> request, SendMessage.Result result) {
        return switch (result) {
            case SendMessage.Result.Answered answered -> answered(request, answered);
            case SendMessage.Result.Unanswered unanswered -> {
                RequestFacts.of(request).reason(unanswered.error().detail());
                yield ProblemResponses.of(request, Problem.of(unanswered.error(), unanswered.retryAfter())
                        .inSession(unanswered.session())
                        .ofRun(unanswered.run()));
            }
            case SendMessage.Result.Interrupted interrupted -> ProblemResponses.of(request,
                    Problem.of(ProblemCode.RUN_INTERRUPTED, ProblemCode.RUN_INTERRUPTED.explanation())
                            .inSession(interrupted.session())
                            .ofRun(interrupted.run())
                            .notWorthRetrying());
            case SendMessage.Result.Unfinished unfinished -> {
                note(request, unfinished.session(), unfinished.run(), "unfinished");
                yield RunAccepted.response(unfinished.session(), unfinished.run(), RunStatus.RUNNING);
            }
            case SendMessage.Result.Refused refused -> Refusals.response(request, refused.why());
        };
    }

    static void note(HttpRequest<?> request, SessionId session, RunId run, String outcome) {
        RequestFacts facts = RequestFacts.of(request);
        facts.session(session);
        facts.run(run);
        facts.outcome(outcome);
    }

    private static HttpResponse<?> answered(HttpRequest<?> request, SendMessage.Result.Answered answered) {
        ChatResponse body = ChatResponse.of(answered);
        note(request, answered.run().session(), answered.run().id(), body.status());
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
