package dev.confab.rest.chat;

import dev.confab.domain.PlainText;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.rest.error.Problem;
import dev.confab.rest.error.ProblemCode;
import dev.confab.rest.error.ProblemException;
import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Optional;

/**
 * What makes repetitions of a request one: the client's own name for the message, or else the header {@code
 * Idempotency-Key}. The name outlives the header, which many clients make anew when they start again.
 */
public final class SendKey {

    /** How much is put before a key, so that names and headers are not taken for each other. */
    private static final int LONGEST_PREFIX = 2;
    /** The longest key and the longest name, in UTF-16 code units. */
    public static final int LONGEST = IdempotencyKey.MAX_LENGTH - LONGEST_PREFIX;

    private static final String HEADER = "Idempotency-Key";

    private SendKey() {}

    /**
     * Returns the key of a request, if it has one.
     *
     * @throws ProblemException if the header is empty, too long or there twice
     */
    static Optional<String> of(HttpRequest<?> request, Optional<String> clientMessageId) {
        Optional<String> header = header(request);
        return clientMessageId.map(id -> "m:" + id).or(() -> header.map(key -> "k:" + key));
    }

    private static Optional<String> header(HttpRequest<?> request) {
        List<String> keys = request.getHeaders().getAll(HEADER);
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        String key = keys.getFirst().strip();
        if (keys.size() > 1 || key.isEmpty() || key.length() > LONGEST || PlainText.firstFlaw(key).isPresent()) {
            throw new ProblemException(Problem.of(ProblemCode.INVALID_REQUEST,
                    "The header " + HEADER + " must be there once, with 1 to " + LONGEST + " characters."));
        }
        return Optional.of(key);
    }
}
