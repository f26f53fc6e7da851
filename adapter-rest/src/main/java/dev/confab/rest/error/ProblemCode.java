package dev.confab.rest.error;

import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunStore;
import io.micronaut.http.HttpStatus;
import java.util.Locale;

/** Everything that can go wrong, as clients see it. A code never changes its meaning. */
public enum ProblemCode {
    INVALID_REQUEST(HttpStatus.BAD_REQUEST, "The request is not valid",
            "Something in the body has the wrong type, is missing, unknown or out of its limits. \"errors\" names each."),
    INVALID_JSON(HttpStatus.BAD_REQUEST, "The body is not JSON",
            "The body breaks the syntax of JSON, is not UTF-8, or is nested too deep. Nothing of it was used."),
    EMPTY_BODY(HttpStatus.BAD_REQUEST, "The body is empty", "This call needs a JSON object as its body."),
    TOO_LONG(HttpStatus.BAD_REQUEST, "Something is too long",
            "The message, the selected text, both together with the instructions, or a chunk are longer than they may be."),
    INVALID_MULTIPART(HttpStatus.BAD_REQUEST, "The form cannot be read",
            "The body is not multipart/form-data as RFC 7578 describes it: a boundary, a part's name or the end is missing."),
    BAD_HTTP(HttpStatus.BAD_REQUEST, "The request is not HTTP",
            "The request line, a header or the address of the request breaks the rules of HTTP."),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "The server does not know who calls",
            "This call needs the header Authorization: Bearer with a token that is neither wrong nor expired nor revoked."),
    WRITE_NOT_ALLOWED(HttpStatus.FORBIDDEN, "The token may only read",
            "This call changes something, and the token was made for reading. Nothing was changed."),
    ORIGIN_NOT_ALLOWED(HttpStatus.FORBIDDEN, "The origin is not allowed",
            "A web page of another origin asked for something that changes data. List its origin in CORS_ORIGINS."),
    HOST_NOT_ALLOWED(HttpStatus.FORBIDDEN, "The host name is not allowed",
            "The server answers to the names of its own machine only: localhost, 127.0.0.1, [::1]."),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing here", "No call has this path, or what it names does not exist."),
    DOCUMENT_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such document",
            "It does not exist, was deleted, or is somebody else's. Nothing was stored."),
    ASSISTANT_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such assistant",
            "It does not exist, was deleted, or is somebody else's. Nothing was stored."),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed here",
            "The path exists, with other methods: the header Allow names them."),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No acceptable form of the answer",
            "The header Accept asks for a media type that this call does not give."),
    SESSION_BUSY(HttpStatus.CONFLICT, "The session is busy",
            "A run of it has not ended and the request says on_busy = reject, or too many wait already. "
                    + "\"active_run_id\" names that run; nothing was stored."),
    IDEMPOTENCY_CONFLICT(HttpStatus.CONFLICT, "The key was used for another request",
            "The same Idempotency-Key or client_message_id was sent before with another request. \"run_id\" names the run "
                    + "of that one; nothing was stored."),
    ASSISTANT_EXISTS(HttpStatus.CONFLICT, "There is another assistant with this id",
            "What it says is not what the request says. Change it with PATCH, or choose another id; nothing was stored."),
    RUN_INTERRUPTED(HttpStatus.CONFLICT, "The run was interrupted",
            "It was cancelled, or a newer message to the session took this turn's place, before any text was kept, or its "
                    + "answer was deleted. The message was stored; this run has no answer."),
    SESSION_ID_TAKEN(HttpStatus.CONFLICT, "The session's id cannot be had",
            "A session that was made with other content has it, or the session that had it was deleted. Leave session_id "
                    + "out, or choose another one; nothing was stored."),
    MESSAGE_ID_TAKEN(HttpStatus.CONFLICT, "The message's id cannot be had",
            "Something else has it, or a message that had it was deleted. Choose another one; nothing was stored."),
    CURSOR_TOO_OLD(HttpStatus.GONE, "The cursor is too old",
            "What was deleted since then is not known any more. Ask without a cursor, and drop what is not told then."),
    PRECONDITION_FAILED(HttpStatus.PRECONDITION_FAILED, "It was changed meanwhile",
            "It is not in the state that the header If-Match names: read it again, and its ETag. Nothing was stored."),
    BODY_TOO_LARGE(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large",
            "The body, the request line or the headers have more bytes than the server takes."),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The media type is not supported",
            "This call takes application/json in UTF-8, without a content encoding; POST /documents also takes a form with "
                    + "a file."),
    UNSUPPORTED_DOCUMENT(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The document is neither a PDF nor text",
            "Its content, whatever its name says, is neither a PDF nor plain text nor Markdown. Nothing was stored."),
    MODEL_RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "The model's provider asks to slow down",
            "The message is stored, no answer came. The header Retry-After tells how long to wait."),
    RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests",
            "The user has made as many requests within a minute as he may. Nothing was done; the header Retry-After tells when "
                    + "there is room for the next one."),
    TOO_MANY_RUNS(HttpStatus.TOO_MANY_REQUESTS, "Too many runs at once",
            "As many runs of the user go on as may. Nothing was stored; try again when one of them has ended."),
    QUOTA_EXCEEDED(HttpStatus.TOO_MANY_REQUESTS, "The tokens of the day are used up",
            "What this might use is more than the user has left today, in UTC, or than is left beside what is held for his other "
                    + "runs: then Retry-After is short. Nothing was stored, unless \"run_id\" names the run."),
    SPEND_CEILING(HttpStatus.TOO_MANY_REQUESTS, "The money is spent",
            "What this might cost is more than the user may still spend today, or this month, in UTC, or than is left beside what "
                    + "is held for his other runs: then Retry-After is short. Nothing was stored, unless \"run_id\" names the "
                    + "run."),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "The server failed",
            "A mistake of the server. Its log has the rest under \"request_id\"."),
    STORE_CORRUPT(HttpStatus.INTERNAL_SERVER_ERROR, "The store failed",
            "The database answered something that cannot be right. The log has the rest under \"request_id\"."),
    MODEL_UNAVAILABLE(HttpStatus.BAD_GATEWAY, "The model cannot be reached",
            "The provider is unreachable, overloaded or broken. The message is stored, no answer came."),
    MODEL_REFUSED(HttpStatus.BAD_GATEWAY, "The model declined to answer",
            "The provider declined, for instance by its content policy. The message is stored, no answer came."),
    CONTEXT_TOO_LONG(HttpStatus.BAD_GATEWAY, "The prompt is too long for the model",
            "The provider counted more tokens than its model takes. The message is stored, no answer came."),
    MODEL_MISCONFIGURED(HttpStatus.BAD_GATEWAY, "The model is not set up",
            "The provider refused key, address or model name: whoever runs the server must change a setting."),
    MODEL_PROTOCOL_BROKEN(HttpStatus.BAD_GATEWAY, "The model's answer made no sense",
            "What the provider sent is not what its protocol promises. The message is stored, no answer came."),
    RUN_LOST(HttpStatus.SERVICE_UNAVAILABLE, "The run was lost",
            "The server that executed it went away and no other one could finish it. The message is stored."),
    MODEL_AWAY(HttpStatus.SERVICE_UNAVAILABLE, "The model is known to be away",
            "Its provider failed too often just now, so it is left alone for a while. Nothing was stored; the header "
                    + "Retry-After tells how long to wait."),
    OVERLOADED(HttpStatus.SERVICE_UNAVAILABLE, "The server is busy",
            "It executes as many runs as it may. Nothing was stored; the header Retry-After tells how long to wait."),
    STOPPING(HttpStatus.SERVICE_UNAVAILABLE, "The server is about to end",
            "It takes no new messages. Nothing was stored; another server, or this one soon, will take it."),
    RETRIEVAL_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The documents cannot be searched",
            "An answer from the documents was asked for and they could not be searched. The message is stored."),
    IDENTITY_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The identity provider cannot be reached",
            "Its keys, by which its tokens are recognised, cannot be had now. The header Retry-After tells how long to wait."),
    STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The database cannot be reached",
            "The database is away or does not answer in time. The header Retry-After tells how long to wait."),
    MODEL_TIMEOUT(HttpStatus.GATEWAY_TIMEOUT, "The model was silent for too long",
            "The message is stored, no answer came.");

    private final HttpStatus status;
    private final String title;
    private final String explanation;

    ProblemCode(HttpStatus status, String title, String explanation) {
        this.status = status;
        this.title = title;
        this.explanation = explanation;
    }

    /** Returns the code as clients see it, in snake_case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the address of its explanation, relative to the server. */
    public String type() {
        return "/problems#" + code();
    }

    HttpStatus status() {
        return status;
    }

    /** Returns the number of its HTTP status. */
    public int statusCode() {
        return status.getCode();
    }

    /** Returns what it is, in a few words. */
    public String title() {
        return title;
    }

    /** Returns what it means and what to do, in a sentence or two. */
    public String explanation() {
        return explanation;
    }

    /** Returns the code of a run's error. */
    public static ProblemCode of(RunError error) {
        return switch (error.code()) {
            case "model_rate_limited" -> MODEL_RATE_LIMITED;
            case "model_unavailable" -> MODEL_UNAVAILABLE;
            case "model_timeout" -> MODEL_TIMEOUT;
            case "model_refused" -> MODEL_REFUSED;
            case "context_too_long" -> CONTEXT_TOO_LONG;
            case "model_misconfigured" -> MODEL_MISCONFIGURED;
            case "model_protocol_broken" -> MODEL_PROTOCOL_BROKEN;
            case "retrieval_unavailable" -> RETRIEVAL_UNAVAILABLE;
            case RunStore.ORPHANED -> RUN_LOST;
            case "quota_exceeded" -> QUOTA_EXCEEDED;
            case "spend_ceiling" -> SPEND_CEILING;
            default -> INTERNAL_ERROR;
        };
    }

    /** Returns the code of a limit that is reached. */
    static ProblemCode of(Limit limit) {
        return switch (limit) {
            case REQUESTS_PER_MINUTE -> RATE_LIMITED;
            case LIVE_RUNS -> TOO_MANY_RUNS;
            case TOKENS_PER_DAY -> QUOTA_EXCEEDED;
            case SPEND_PER_DAY, SPEND_PER_MONTH -> SPEND_CEILING;
        };
    }

    /** Returns the code of a fault of the core's collaborators. */
    public static ProblemCode of(ChatFault fault) {
        return switch (fault) {
            case LlmFault.RateLimited limited -> MODEL_RATE_LIMITED;
            case LlmFault.Unavailable unavailable -> MODEL_UNAVAILABLE;
            case LlmFault.TimedOut late -> MODEL_TIMEOUT;
            case LlmFault.Refused refused -> MODEL_REFUSED;
            case LlmFault.ContextTooLong tooLong -> CONTEXT_TOO_LONG;
            case LlmFault.Misconfigured wrong -> MODEL_MISCONFIGURED;
            case LlmFault.ProtocolBroken broken -> MODEL_PROTOCOL_BROKEN;
            case StoreFault.Unavailable unavailable -> STORE_UNAVAILABLE;
            case StoreFault.Corrupt corrupt -> STORE_CORRUPT;
            case RetrievalFault away -> RETRIEVAL_UNAVAILABLE;
            // Becomes the failure of a document; no request waits for it.
            case ExtractionFault unread -> INTERNAL_ERROR;
        };
    }
}
