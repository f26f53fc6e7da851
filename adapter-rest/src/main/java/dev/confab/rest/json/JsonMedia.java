package dev.confab.rest.json;

import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import dev.confab.rest.request.Accepted;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one form in which bodies are taken and given: {@code application/json}, UTF-8, not compressed. */
public final class JsonMedia {

    /** What a body may say that is a merge patch (RFC 7396). */
    public static final String MERGE_PATCH = "application/merge-patch+json";

    private JsonMedia() {}

    /**
     * Checks what a request says about its body, which is a patch: that of RFC 7396, or just JSON that is read as one.
     *
     * @throws ProblemException if it is anything else
     */
    public static void requirePatch(HttpRequest<?> request) {
        String type = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        require(request,
                type != null && isOf(type, MERGE_PATCH) ? type.replaceFirst("(?i)" + Pattern.quote(MERGE_PATCH),
                        MediaType.APPLICATION_JSON) : type);
    }

    /**
     * Checks what a request says about its body.
     *
     * @throws ProblemException if it is anything else
     */
    public static void requireBody(HttpRequest<?> request) {
        require(request, request.getHeaders().get(HttpHeaders.CONTENT_TYPE));
    }

    private static void require(HttpRequest<?> request, @Nullable String type) {
        String encoding = request.getHeaders().get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw unsupported("A body must not be compressed: the header Content-Encoding is not supported.");
        }
        if (type == null) {
            throw unsupported("The header Content-Type is missing; this call takes application/json.");
        }
        if (MediaType.APPLICATION_JSON.equals(type)) {
            return;
        }
        if (!isJson(type)) {
            throw unsupported("This call takes application/json.");
        }
        int end = type.indexOf(';');
        for (String parameter : end < 0 ? new String[0] : type.substring(end + 1).split(";", -1)) {
            String plain = parameter.replace("\"", "").strip();
            if (plain.regionMatches(true, 0, "charset=", 0, "charset=".length())
                    && !plain.substring("charset=".length()).equalsIgnoreCase("utf-8")) {
                throw unsupported("The charset of a JSON body is UTF-8.");
            }
        }
    }

    /** Returns whether a media type is that of JSON, whatever its parameters are. */
    public static boolean isJson(@Nullable String type) {
        if (type == null) {
            return false;
        }
        return isOf(type, MediaType.APPLICATION_JSON);
    }

    private static boolean isOf(String type, String media) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().equalsIgnoreCase(media);
    }

    /**
     * Checks that a client takes JSON for an answer.
     *
     * @throws ProblemException if it does not
     */
    public static void requireAccepted(HttpRequest<?> request) {
        if (Accepted.choose(request, MediaType.APPLICATION_JSON_TYPE).isEmpty()) {
            throw new ProblemException(
                    Problem.of(ProblemCode.NOT_ACCEPTABLE, "This call gives application/json."));
        }
    }

    /**
     * Checks that a client takes JSON or a stream of events for an answer.
     *
     * @throws ProblemException if it takes neither
     */
    public static void requireAcceptedOrEvents(HttpRequest<?> request) {
        if (Accepted.choose(request, MediaType.APPLICATION_JSON_TYPE, MediaType.TEXT_EVENT_STREAM_TYPE).isEmpty()) {
            throw new ProblemException(
                    Problem.of(ProblemCode.NOT_ACCEPTABLE, "This call gives application/json or text/event-stream."));
        }
    }

    private static ProblemException unsupported(String detail) {
        return new ProblemException(Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, detail));
    }
}
