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

    /** Returns what was added about a place and what is within it, which is not known here any more. */
    Errors take(String pointer) {
        var taken = new Errors();
        found.removeIf(error -> {
            boolean within = error.pointer().equals(pointer) || error.pointer().startsWith(pointer + "/");
            if (within) {
                taken.found.add(error);
            }
            return within;
        });
        return taken;
    }

    /** Returns all that was added, in that order. */
    List<FieldError> all() {
        return List.copyOf(found);
    }

    /** Ends the handling of the request, if anything was added. */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ProblemException(Problem.invalid(found));
        }
    }
}
