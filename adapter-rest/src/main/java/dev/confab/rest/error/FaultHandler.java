package dev.confab.rest.error;

import dev.confab.domain.fault.ChatFault;
import dev.confab.rest.request.RequestFacts;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where an exception becomes an answer. A fault is logged here, once. */
@Singleton
final class FaultHandler implements ExceptionHandler<Throwable, HttpResponse<?>> {

    private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);

    @Override
    @SuppressWarnings("rawtypes")
    public HttpResponse<?> handle(HttpRequest request, Throwable thrown) {
        return ProblemResponses.of(request, problem(request, thrown));
    }

    private static Problem problem(HttpRequest<?> request, Throwable thrown) {
        if (thrown instanceof ProblemException known) {
            return known.problem();
        }
        if (thrown instanceof ChatFault fault) {
            RequestFacts.of(request).reason(String.valueOf(fault.getMessage()));
            return Problem.of(fault);
        }
        if (FrameworkProblems.isTooLarge(thrown)) {
            return FrameworkProblems.ofStatus(413);
        }
        if (thrown instanceof ClosedChannelException) {
            return FrameworkProblems.ofStatus(400);
        }
        LOG.atError()
                .setCause(thrown)
                .log("request failed");
        return FrameworkProblems.ofStatus(500);
    }
}
