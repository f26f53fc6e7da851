package dev.confab.rest.error;

import dev.confab.rest.log.RequestLog;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.exceptions.BufferLengthExceededException;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.web.router.exceptions.UnsatisfiedBodyRouteException;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * What the framework itself refuses, in our shape. Its own words are not used: they repeat the request and name classes.
 */
@Singleton
@Primary
final class FrameworkProblems implements ErrorResponseProcessor<ProblemBody> {

    @Override
    public MutableHttpResponse<ProblemBody> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        Problem problem = context.getRootCause()
                .flatMap(fault -> ofBody(context.getRequest(), fault))
                .orElseGet(() -> ofStatus(response.code()));
        boolean filtered = RequestFacts.areKnown(context.getRequest());
        MutableHttpResponse<ProblemBody> told = ProblemResponses.fill(context.getRequest(), problem, response);
        if (!filtered) {
            // What is no HTTP meets no filter, so nobody else writes its line.
            RequestLog.write(context.getRequest(), told);
        }
        return told;
    }

    private static Optional<Problem> ofBody(HttpRequest<?> request, Throwable fault) {
        if (isTooLarge(fault)) {
            return Optional.of(ofStatus(413));
        }
        if (!(fault instanceof UnsatisfiedBodyRouteException)) {
            return Optional.empty();
        }
        return Optional.of(request.getHeaders().contains(HttpHeaders.TRANSFER_ENCODING)
                ? Problem.of(ProblemCode.BAD_HTTP, "The body is empty, or its chunks break the rules of HTTP.")
                : Problem.of(ProblemCode.EMPTY_BODY, ProblemCode.EMPTY_BODY.explanation()));
    }

    static boolean isTooLarge(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ContentLengthExceededException || cause instanceof BufferLengthExceededException) {
                return true;
            }
        }
        return false;
    }

    static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.of(ProblemCode.NOT_FOUND, "There is no call with this path.");
            case 405 -> Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "The header Allow names the methods of this path.");
            case 406 -> Problem.of(ProblemCode.NOT_ACCEPTABLE, "This call gives application/json.");
            case 413 -> Problem.of(ProblemCode.BODY_TOO_LARGE, "The request has more bytes than the server takes.");
            case 415 -> Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "This call takes application/json in UTF-8.");
            default -> status < 500
                    ? Problem.of(ProblemCode.BAD_HTTP, "The request breaks the rules of HTTP.")
                    : Problem.of(ProblemCode.INTERNAL_ERROR, "The server made a mistake, which is in its log.");
        };
    }
}
