package dev.confab.rest.request;

import dev.confab.domain.DocumentId;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.identity.TokenId;
import io.micronaut.http.HttpRequest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request while it is served. One thread at a time works on a request, so the facts need no lock,
 * only to be seen by the next thread.
 */
public final class RequestFacts {

    /** Names the request: taken from the client when it is a plain name, and sent with every response. */
    public static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = "confab.request-facts";
    private static final int LONGEST_ID = 64;

    private final String requestId;
    private final long startedAt = System.nanoTime();
    private volatile @Nullable SessionId session;
    private volatile @Nullable RunId run;
    private volatile @Nullable DocumentId document;
    private volatile @Nullable TokenId token;
    private volatile @Nullable String outcome;
    private volatile @Nullable String reason;

    private RequestFacts(String requestId) {
        this.requestId = requestId;
    }

    /** Returns the facts of a request, which begin with the first call of this method. */
    public static RequestFacts of(HttpRequest<?> request) {
        RequestFacts known = (RequestFacts) request.getAttribute(ATTRIBUTE).orElse(null);
        if (known != null) {
            return known;
        }
        var facts = new RequestFacts(name(request.getHeaders().get(HEADER)));
        request.setAttribute(ATTRIBUTE, facts);
        return facts;
    }

    /** Returns whether anybody asked for the facts of this request before. */
    public static boolean areKnown(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE).isPresent();
    }

    private static String name(@Nullable String wished) {
        return wished != null && isPlain(wished)
                ? wished
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static boolean isPlain(String id) {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            return false;
        }
        for (int at = 0; at < id.length(); at++) {
            char c = id.charAt(at);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
                    || c == '-' || c == '.';
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    /** Returns the name of the request in logs and problems. */
    public String requestId() {
        return requestId;
    }

    /** Returns how long the request has been served, in nanoseconds. */
    public long nanos() {
        return System.nanoTime() - startedAt;
    }

    /** Notes which session the request is about. */
    public void session(SessionId id) {
        session = id;
    }

    /** Notes which run the request is about. */
    public void run(RunId id) {
        run = id;
    }

    /** Notes which document the request is about. */
    public void document(DocumentId id) {
        document = id;
    }

    /** Notes which token the caller showed, whatever came of that: its public name. */
    public void token(TokenId id) {
        token = id;
    }

    /** Notes what came of the request, as one snake_case word. */
    public void outcome(String word) {
        outcome = word;
    }

    /** Notes why, for those who run the server: a fault's own words, which never repeat what people said. */
    public void reason(String words) {
        reason = words;
    }

    public Optional<SessionId> session() {
        return Optional.ofNullable(session);
    }

    public Optional<RunId> run() {
        return Optional.ofNullable(run);
    }

    public Optional<DocumentId> document() {
        return Optional.ofNullable(document);
    }

    public Optional<TokenId> token() {
        return Optional.ofNullable(token);
    }

    public Optional<String> outcome() {
        return Optional.ofNullable(outcome);
    }

    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
