package dev.confab.rest.stream;

import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.OptionalInt;

/** From where a client wants a stream to go on: behind the last event that it has seen. */
public final class ResumePoint {

    private static final String HEADER = "Last-Event-ID";
    private static final String PARAMETER = "after";
    private static final int LONGEST = 10;

    private ResumePoint() {}

    /**
     * Returns the position that the header {@code Last-Event-ID} names, or else the parameter {@code after}; empty when
     * neither is there. Browsers send the header with the same address as before, so the header is the newer one.
     *
     * @throws ProblemException if the one that counts is not a whole number from 0 to 2147483647, or is there twice
     */
    public static OptionalInt of(HttpRequest<?> request) {
        List<String> ids = request.getHeaders().getAll(HEADER).stream().filter(id -> !id.isBlank()).toList();
        if (!ids.isEmpty()) {
            return OptionalInt.of(position(ids, "The header " + HEADER));
        }
        List<String> after = request.getParameters().getAll(PARAMETER);
        return after.isEmpty() ? OptionalInt.empty()
                : OptionalInt.of(position(after, "The parameter " + PARAMETER));
    }

    private static int position(List<String> texts, String name) {
        String text = texts.getFirst().strip();
        boolean digits = !text.isEmpty() && text.length() <= LONGEST
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long position = digits ? Long.parseLong(text) : Long.MAX_VALUE;
        if (texts.size() > 1 || position > Integer.MAX_VALUE) {
            throw new ProblemException(Problem.of(ProblemCode.INVALID_REQUEST,
                    name + " must be one whole number from 0 to " + Integer.MAX_VALUE + ", as events have it for id."));
        }
        return (int) position;
    }
}
