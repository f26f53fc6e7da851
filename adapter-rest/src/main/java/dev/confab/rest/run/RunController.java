package dev.confab.rest.run;

import dev.confab.application.Confab;
import dev.confab.application.run.Watch;
import dev.confab.domain.Owner;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunProgress;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.json.JsonMedia;
import dev.confab.rest.request.Accepted;
import dev.confab.rest.request.Ids;
import dev.confab.rest.request.RequestFacts;
import dev.confab.rest.stream.ResumePoint;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Tells where runs stand, streams their text, ends them. */
@Controller("/runs/{id}")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class RunController {

    private final Confab confab;
    private final RunEvents events;

    RunController(Confab confab, RunEvents events) {
        this.confab = confab;
        this.events = events;
    }

    @Get
    HttpResponse<?> run(HttpRequest<?> request, Owner owner, String id) {
        JsonMedia.requireAccepted(request);
        return answer(request, RunView.of(progress(owner, id)));
    }

    @Get("/events")
    HttpResponse<?> events(HttpRequest<?> request, Owner owner, String id) {
        if (Accepted.choose(request, MediaType.TEXT_EVENT_STREAM_TYPE).isEmpty()) {
            throw new ProblemException(
                    Problem.of(ProblemCode.NOT_ACCEPTABLE, "This call gives text/event-stream."));
        }
        int after = ResumePoint.of(request).orElse(0);
        Run run = find(owner, id);
        RunEvents.Open open = events.open(request);
        Watch watch = confab.watchRun()
                .watch(owner, run.id(), after, open)
                .orElseThrow(RunController::notFound);
        return open.begin(run.session(), run.id(), run.status(), watch);
    }

    /** Takes no body, whatever is said about one. */
    @Post("/cancel")
    @Consumes(MediaType.ALL)
    HttpResponse<?> cancel(HttpRequest<?> request, Owner owner, String id) {
        JsonMedia.requireAccepted(request);
        RunProgress progress = Ids.run(id)
                .flatMap(run -> confab.cancelRun().cancel(owner, run))
                .orElseThrow(RunController::notFound);
        MutableHttpResponse<RunView> answer = answer(request, RunView.of(progress));
        return progress.run().status().isTerminal() ? answer : answer.status(202);
    }

    @Get("/receipt")
    HttpResponse<?> receipt(HttpRequest<?> request, Owner owner, String id) {
        JsonMedia.requireAccepted(request);
        Run run = find(owner, id);
        return answer(request, ReceiptView.of(run, run.receipt()
                .orElseThrow(() -> new ProblemException(
                        Problem.of(ProblemCode.NOT_FOUND,
                                "The run has no receipt: it goes on, or its executor was lost.")
                                .ofRun(run.id())))));
    }

    private RunProgress progress(Owner owner, String id) {
        return Ids.run(id)
                .flatMap(run -> confab.readRun().read(owner, run))
                .orElseThrow(RunController::notFound);
    }

    private Run find(Owner owner, String id) {
        return Ids.run(id)
                .flatMap(run -> confab.readRun().find(owner, run))
                .orElseThrow(RunController::notFound);
    }

    private static <T> MutableHttpResponse<T> answer(HttpRequest<?> request, T body) {
        RequestFacts.of(request).outcome("ok");
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static ProblemException notFound() {
        return new ProblemException(Problem.of(ProblemCode.NOT_FOUND, "There is no such run."));
    }
}
