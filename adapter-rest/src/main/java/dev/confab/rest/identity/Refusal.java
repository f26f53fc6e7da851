package dev.confab.rest.identity;

import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.error.ProblemResponses;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.security.authentication.AuthorizationException;
import io.micronaut.security.authentication.DefaultAuthorizationExceptionHandler;
import jakarta.inject.Singleton;

/** What callers are told who are not known, or may not do what they ask for (RFC 6750). They are not told why. */
@Singleton
@Replaces(DefaultAuthorizationExceptionHandler.class)
final class Refusal implements ExceptionHandler<AuthorizationException, MutableHttpResponse<?>> {

    private static final String SCHEME = "Bearer realm=\"confab\"";

    @Override
    @SuppressWarnings("rawtypes")
    public MutableHttpResponse<?> handle(HttpRequest request, AuthorizationException refused) {
        return ProblemResponses.of(request, refused.isForbidden() ? forbidden() : unknown(request));
    }

    private static Problem forbidden() {
        return Problem.of(ProblemCode.WRITE_NOT_ALLOWED, ProblemCode.WRITE_NOT_ALLOWED.explanation())
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, SCHEME + ", error=\"insufficient_scope\"");
    }

    private static Problem unknown(HttpRequest<?> request) {
        boolean shown = request.getHeaders().contains(HttpHeaders.AUTHORIZATION);
        return Problem.of(ProblemCode.UNAUTHORIZED, ProblemCode.UNAUTHORIZED.explanation())
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, shown ? SCHEME + ", error=\"invalid_token\"" : SCHEME);
    }

    static ProblemException unauthorized(HttpRequest<?> request) {
        return new ProblemException(unknown(request));
    }
}
