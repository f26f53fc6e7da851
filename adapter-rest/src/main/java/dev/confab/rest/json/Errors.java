package dev.confab.rest.json;

import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** What was found wrong with one body. An answer names so many things at most: more would help nobody. */
public final class Errors {

    private static final int MOST = 32;

    private final List<FieldError> found = new ArrayList<>(0);

    /** Adds one thing; see {@link Pointer}. */
    public void add(String pointer, String message) {
        if (found.size() < MOST) {
            var error = new FieldError(pointer, message);
            if (!found.contains(error)) {
                found.add(error);
            }
        }
    }

    /** Ends the handling of the request, if anything was added. */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ProblemException(Problem.invalid(found));
        }
    }
}
