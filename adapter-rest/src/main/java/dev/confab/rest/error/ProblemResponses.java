package dev.confab.rest.error;

import dev.confab.rest.request.RequestFacts;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;

/** Turns problems into responses and notes them for the request's log line. */
public final class ProblemResponses {

    private ProblemResponses() {}

    /** Returns the response that tells a request's problem. */
    public static MutableHttpResponse<ProblemBody> of(HttpRequest<?> request, Problem problem) {
        return fill(request, problem, HttpResponse.status(problem.code().status()));
    }

    static MutableHttpResponse<ProblemBody> fill(HttpRequest<?> request, Problem problem,
            MutableHttpResponse<?> response) {
        RequestFacts facts = RequestFacts.of(request);
        facts.outcome(problem.code().code());
        problem.session().ifPresent(facts::session);
        problem.run().ifPresent(facts::run);
        problem.headers().forEach(response::header);
        response.getHeaders().set(RequestFacts.HEADER, facts.requestId());
        return response.status(problem.code().status())
                .contentType(MediaType.APPLICATION_JSON_PROBLEM_TYPE)
                .body(ProblemBody.of(problem, facts.requestId()));
    }
}
