package dev.confab.rest.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.confab.application.session.SyncSessions;
import dev.confab.domain.RunId;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SyncOutcome;
import dev.confab.domain.session.SyncOutcome.Reason;
import dev.confab.domain.session.SyncOutcome.State;
import dev.confab.rest.error.FieldError;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemBody;
import dev.confab.rest.error.ProblemCode;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of one change, as clients read it. At most one of session, message and time is there.
 *
 * @param clientId  what the client calls it
 * @param status    {@code applied}, {@code unchanged} (it was so before), {@code conflict} (something else holds) or
 *                  {@code refused}
 * @param session   the session as it is now
 * @param message   the message as it is now
 * @param deletedAt when it was deleted, or the session that it was in
 * @param error     why it was refused
 */
@Serdeable.Serializable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record SyncResult(@Nullable String clientId, String status, @Nullable SessionView session,
        @Nullable MessageView message, @Nullable String deletedAt, @Nullable ProblemBody error) {

    /** What is told with the results: where they are told, and how. */
    record Telling(JsonMapper json, String requestId) {}

    static SyncResult invalid(SyncRequests.Item item, Telling telling) {
        return refused(item, Problem.invalid(item.errors()), telling);
    }

    /** @param pointer where the change stands in the body */
    static SyncResult of(SyncRequests.Item item, SyncSessions.Result result, String pointer, Telling telling) {
        return switch (result) {
            case SyncSessions.Result.TooLong(var length, var limit) -> refused(item,
                    Problem.of(ProblemCode.TOO_LONG, "The message is longer than it may be; nothing of it was stored.")
                            .withErrors(List.of(new FieldError(pointer + "/content", "has " + length
                                    + " characters (UTF-16 code units), at most " + limit + " are allowed"))),
                    telling);
            case SyncSessions.Result.Told(var outcome) -> switch (outcome) {
                case SyncOutcome.Applied(var state, var unended) -> told(item, "applied", state, telling);
                case SyncOutcome.Known(var state) -> told(item, "unchanged", state, telling);
                case SyncOutcome.Conflict(var state) -> told(item, "conflict", state, telling);
                case SyncOutcome.Refused(var reason, var active) ->
                    refused(item, problem(item, reason, active, pointer), telling);
            };
        };
    }

    private static SyncResult told(SyncRequests.Item item, String status, State state, Telling telling) {
        String clientId = item.clientId().orElse(null);
        return switch (state) {
            case State.OfSession(var entry) ->
                new SyncResult(clientId, status, SessionView.of(entry), null, null, null);
            case State.OfMessage(var message) ->
                new SyncResult(clientId, status, null, MessageView.of(message, telling.json()), null, null);
            case State.Gone(var at) -> new SyncResult(clientId, status, null, null, at.toString(), null);
        };
    }

    private static SyncResult refused(SyncRequests.Item item, Problem problem, Telling telling) {
        return new SyncResult(item.clientId().orElse(null), "refused", null, null, null,
                ProblemBody.of(problem, telling.requestId()));
    }

    private static Problem problem(SyncRequests.Item item, Reason reason, Optional<RunId> active, String pointer) {
        return switch (reason) {
            case NO_SUCH_SESSION -> Problem.of(ProblemCode.NOT_FOUND, "There is no such session.")
                    .withErrors(
                            List.of(new FieldError(pointer + "/session_id", "names a session that does not exist")));
            case NO_SUCH_MESSAGE -> Problem.of(ProblemCode.NOT_FOUND, "There is no such message.")
                    .withErrors(
                            List.of(new FieldError(pointer + "/message_id", "names a message that does not exist")));
            case ID_TAKEN -> taken(item, pointer);
            case NO_SUCH_DOCUMENT -> Problem.of(ProblemCode.DOCUMENT_NOT_FOUND,
                    "A document that the change names does not exist; nothing of it was stored.")
                    .withErrors(List.of(
                            new FieldError(pointer + "/document_ids", "names a document that does not exist")));
            case NO_SUCH_ASSISTANT -> Problem.of(ProblemCode.ASSISTANT_NOT_FOUND,
                    "The assistant that the change names does not exist; nothing of it was stored.")
                    .withErrors(List.of(
                            new FieldError(pointer + "/assistant_id", "names an assistant that does not exist")));
            case BUSY -> {
                Problem busy = Problem.of(ProblemCode.SESSION_BUSY,
                        "A run of the session has not ended; nothing of the change was stored. Send it again later.");
                yield active.map(busy::behind).orElse(busy);
            }
        };
    }

    private static Problem taken(SyncRequests.Item item, String pointer) {
        boolean session = item.change().filter(OfflineChange.SessionMade.class::isInstance).isPresent();
        ProblemCode code = session ? ProblemCode.SESSION_ID_TAKEN : ProblemCode.MESSAGE_ID_TAKEN;
        return Problem.of(code, code.explanation())
                .withErrors(List.of(
                        new FieldError(pointer + (session ? "/session_id" : "/message_id"), "cannot be had")));
    }
}
