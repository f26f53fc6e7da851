package dev.confab.rest.error;

import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.quota.Exceeded;
import dev.confab.domain.run.RunError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that went wrong, before it is told to a client.
 *
 * @param code    which of the known things
 * @param detail  a sentence about this one, with limits and names of fields, never with what was sent
 * @param errors  what is wrong with the body, in the order of the body
 * @param session the session it is about
 * @param run     the run it is about
 * @param active  the run that is in the way
 * @param headers response headers that belong to it
 */
public record Problem(ProblemCode code, String detail, List<FieldError> errors, Optional<SessionId> session,
        Optional<RunId> run, Optional<RunId> active, Map<String, String> headers) {

    /** Tells clients that follow it whether sending the same again may help. */
    static final String SHOULD_RETRY = "x-should-retry";
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(2);
    /** How long to leave a model alone whose provider does not tell. */
    public static final Duration MODEL_PATIENCE = Duration.ofSeconds(10);

    public Problem {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
        errors = List.copyOf(errors);
        headers = Map.copyOf(headers);
    }

    /** A problem about which there is no more to say than what it is. */
    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
    }

    /** A body with these errors. */
    public static Problem invalid(List<FieldError> errors) {
        return of(ProblemCode.INVALID_REQUEST, errors.size() == 1
                ? "One thing in the body is not valid."
                : errors.size() + " things in the body are not valid.").withErrors(errors);
    }

    /** A fault of what the core depends on. Its own message stays in the log: an operator's concern, not a client's. */
    public static Problem of(ChatFault fault) {
        ProblemCode code = ProblemCode.of(fault);
        Problem problem = of(code, code.explanation());
        return pause(fault).map(problem::retryAfter).orElse(problem);
    }

    /** A limit that is reached: nothing was done. */
    public static Problem of(Exceeded exceeded) {
        return of(ProblemCode.of(exceeded.limit()), switch (exceeded.limit()) {
            case REQUESTS_PER_MINUTE -> "As many requests were made within a minute as may be; nothing was done.";
            case LIVE_RUNS -> "As many runs of the user go on as may; nothing was stored.";
            case TOKENS_PER_DAY -> "This might use more tokens than the user has left today; nothing was stored.";
            case SPEND_PER_DAY -> "This might cost more than the user may still spend today; nothing was stored.";
            case SPEND_PER_MONTH ->
                "This might cost more than the user may still spend this month; nothing was stored.";
        }).retryAfter(exceeded.retryAfter());
    }

    /**
     * The error of a run that failed, for whoever waited for its answer.
     *
     * @param retryAfter how long the model's provider asked to wait, if it did
     */
    public static Problem of(RunError error, Optional<Duration> retryAfter) {
        ProblemCode code = ProblemCode.of(error);
        Problem problem = of(code, code.explanation());
        Optional<Duration> pause = switch (code) {
            case MODEL_RATE_LIMITED -> Optional.of(retryAfter.orElse(MODEL_PATIENCE));
            case RETRIEVAL_UNAVAILABLE -> Optional.of(STORE_PATIENCE);
            default -> retryAfter;
        };
        return pause.map(problem::retryAfter).orElse(problem);
    }

    /** Tells how long to wait before trying again, in whole seconds, at least one. */
    public Problem retryAfter(Duration pause) {
        return withHeader("Retry-After", Long.toString(Math.max(1, pause.plusMillis(999).toSeconds())));
    }

    private static Optional<Duration> pause(ChatFault fault) {
        return switch (fault) {
            case LlmFault.RateLimited limited -> Optional.of(limited.retryAfter().orElse(MODEL_PATIENCE));
            case LlmFault other -> other.retryAfter();
            case StoreFault.Unavailable unavailable -> Optional.of(STORE_PATIENCE);
            case RetrievalFault away -> Optional.of(STORE_PATIENCE);
            case StoreFault.Corrupt corrupt -> Optional.empty();
            case ExtractionFault unread -> Optional.empty();
        };
    }

    public Problem withErrors(List<FieldError> all) {
        return new Problem(code, detail, all, session, run, active, headers);
    }

    public Problem inSession(SessionId id) {
        return new Problem(code, detail, errors, Optional.of(id), run, active, headers);
    }

    public Problem ofRun(RunId id) {
        return new Problem(code, detail, errors, session, Optional.of(id), active, headers);
    }

    public Problem behind(RunId id) {
        return new Problem(code, detail, errors, session, run, Optional.of(id), headers);
    }

    /** Tells clients that the same again will not do better. */
    public Problem notWorthRetrying() {
        return withHeader(SHOULD_RETRY, "false");
    }

    public Problem withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(code, detail, errors, session, run, active, more);
    }
}
