package dev.confab.rest.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem as clients read it (RFC 9457).
 *
 * @param type        the address of an explanation, relative to the server
 * @param title       what it is, in a few words, the same for each problem of this code
 * @param status      the HTTP status
 * @param code        the stable name to switch on
 * @param detail      a sentence about this one
 * @param errors      what is wrong with the body, if that is it
 * @param requestId   the name of this request in the server's log
 * @param sessionId   the session it is about, if there is one
 * @param runId       the run it is about, if there is one
 * @param activeRunId the run that is in the way, if there is one
 */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ProblemBody(String type, String title, int status, String code, String detail,
        List<FieldError> errors, String requestId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String sessionId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String runId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String activeRunId) {

    /** Returns a problem of a request as clients read it. */
    public static ProblemBody of(Problem problem, String requestId) {
        ProblemCode code = problem.code();
        return new ProblemBody(code.type(), code.title(), code.statusCode(), code.code(), problem.detail(),
                problem.errors(), requestId, problem.session().map(Object::toString).orElse(null),
                problem.run().map(Object::toString).orElse(null), problem.active().map(Object::toString).orElse(null));
    }
}
