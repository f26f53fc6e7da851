package dev.confab.rest.error;

import java.util.Objects;

/** Ends the handling of a request with a problem. Cheap: it has no stack trace, since it is no fault of the server. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.code().code(), null, false, false);
        this.problem = Objects.requireNonNull(problem, "problem");
    }

    Problem problem() {
        return problem;
    }
}
