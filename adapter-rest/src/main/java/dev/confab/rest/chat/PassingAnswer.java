package dev.confab.rest.chat;

import dev.confab.application.chat.AnswerOnce;
import dev.confab.application.run.RunEvent;
import dev.confab.domain.Owner;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunStatus;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemResponses;
import dev.confab.rest.request.Accepted;
import dev.confab.rest.request.RequestFacts;
import dev.confab.rest.run.RunEvents;
import dev.confab.rest.stream.Connection;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Answers that are not stored: the client waits or watches, and when it goes away there is no answer. */
final class PassingAnswer {

    private static final Duration RETRY_ELSEWHERE = Duration.ofSeconds(2);

    private final AnswerOnce answerOnce;
    private final RunEvents events;

    PassingAnswer(AnswerOnce answerOnce, RunEvents events) {
        this.answerOnce = answerOnce;
        this.events = events;
    }

    HttpResponse<?> to(HttpRequest<?> request, Owner owner, AnswerOnce.Question question) {
        return Accepted.prefersEvents(request) ? stream(request, owner, question) : whole(request, owner, question);
    }

    private HttpResponse<?> stream(HttpRequest<?> request, Owner owner, AnswerOnce.Question question) {
        RunEvents.Open open = events.openPassing(request);
        return switch (answerOnce.begin(owner, question, open)) {
            case AnswerOnce.Start.Begun begun -> open.beginPassing(begun.call());
            case AnswerOnce.Start.Refused refused -> Refusals.response(request, refused.why());
        };
    }

    private HttpResponse<?> whole(HttpRequest<?> request, Owner owner, AnswerOnce.Question question) {
        var end = new CompletableFuture<RunEvent.Ended>();
        AnswerOnce.Start start = answerOnce.begin(owner, question, event -> {
            if (event instanceof RunEvent.Ended ended) {
                end.complete(ended);
            }
        });
        return switch (start) {
            case AnswerOnce.Start.Begun begun -> {
                try (Connection.Watched watched = Connection.onGone(request, begun.call()::close)) {
                    yield answer(request, end.get());
                } catch (InterruptedException asked) {
                    begun.call().close();
                    Thread.currentThread().interrupt();
                    yield stopping(request);
                } catch (ExecutionException never) {
                    throw new IllegalStateException("an end is told, not thrown", never);
                }
            }
            case AnswerOnce.Start.Refused refused -> Refusals.response(request, refused.why());
        };
    }

    private static HttpResponse<?> answer(HttpRequest<?> request, RunEvent.Ended ended) {
        Run run = ended.run();
        if (run.status() == RunStatus.CANCELLED) {
            // Its client is gone and reads nothing, or the server ends.
            return stopping(request);
        }
        if (ended.answer().isEmpty()) {
            RunError error = run.error().orElseThrow(() -> new IllegalStateException("it failed without an error"));
            RequestFacts.of(request).reason(error.detail());
            return ProblemResponses.of(request, Problem.of(error, Optional.empty()));
        }
        ChatResponse body = ChatResponse.passing(run, ended.answer().get());
        RequestFacts.of(request).outcome(body.status());
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static HttpResponse<?> stopping(HttpRequest<?> request) {
        return ProblemResponses.of(request,
                Problem.of(ProblemCode.STOPPING, "The server is about to end; nothing was stored.")
                        .retryAfter(RETRY_ELSEWHERE));
    }
}
