package dev.confab.rest.upload;

import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request as it arrives: nothing of it is gathered before somebody reads it. */
public final class RequestBody {

    private RequestBody() {}

    /** Returns the body, once. Reading it blocks; closing it gives up what was not read. */
    public static InputStream of(HttpRequest<?> request) {
        HttpRequest<?> inner = request;
        while (inner instanceof HttpRequestWrapper<?> wrapper) {
            inner = wrapper.getDelegate();
        }
        if (inner instanceof ServerHttpRequest<?> arrived) {
            return arrived.byteBody().toInputStream();
        }
        throw new IllegalArgumentException("the request did not come over a connection of this server");
    }

    /** Returns what a request ends with whose body could not be read: it is too large, or its client has gone away. */
    public static ProblemException broken(IOException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ContentLengthExceededException) {
                return new ProblemException(
                        Problem.of(ProblemCode.BODY_TOO_LARGE, "The request has more bytes than the server takes."));
            }
        }
        return new ProblemException(
                Problem.of(ProblemCode.BAD_HTTP, "The body ended before it was whole; nothing was stored."));
    }
}
