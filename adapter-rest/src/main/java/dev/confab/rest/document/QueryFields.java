package dev.confab.rest.document;

import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** What the query of an address says, field by field. */
public final class QueryFields {

    private QueryFields() {}

    /**
     * Returns a text that may be missing.
     *
     * @throws ProblemException if it is there twice
     */
    public static Optional<String> text(HttpRequest<?> request, String name) {
        List<String> values = request.getParameters().getAll(name);
        if (values.size() > 1) {
            throw invalid("The parameter " + name + " must not be there more than once.");
        }
        return values.stream().findFirst();
    }

    /**
     * Returns a whole number that may be missing.
     *
     * @throws ProblemException if it is none within these limits, or is there twice
     */
    public static OptionalInt whole(HttpRequest<?> request, String name, int least, int most) {
        Optional<String> text = text(request, name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        boolean digits = !text.get().isEmpty() && text.get().length() <= 10
                && text.get().chars().allMatch(c -> c >= '0' && c <= '9');
        long number = digits ? Long.parseLong(text.get()) : -1;
        if (number < least || number > most) {
            throw invalid("The parameter " + name + " must be a whole number from " + least + " to " + most + ".");
        }
        return OptionalInt.of((int) number);
    }

    /**
     * Checks that there are no other parameters than these.
     *
     * @throws ProblemException if there is one
     */
    public static void requireOnly(HttpRequest<?> request, Set<String> known) {
        if (!known.containsAll(request.getParameters().names())) {
            throw invalid("The parameters of this call are " + String.join(", ", new TreeSet<>(known))
                    + "; there is another one.");
        }
    }

    /** Returns what is told of a parameter that is wrong. */
    public static ProblemException invalid(String detail) {
        return new ProblemException(Problem.of(ProblemCode.INVALID_REQUEST, detail));
    }
}
