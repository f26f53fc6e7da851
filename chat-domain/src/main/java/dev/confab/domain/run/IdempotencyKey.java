package dev.confab.domain.run;

import dev.confab.domain.PlainText;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What makes a repeated request one turn: the same owner's same key is the same run.
 *
 * @param value  the client's word, 1 to {@value #MAX_LENGTH} UTF-16 code units, not blank, without U+0000 and lone surrogates
 * @param digest what was asked, as the SHA-256 of all that the asking means, in 64 lower-case hexadecimal digits: the same
 *               key with another digest is a mistake of the client
 */
public record IdempotencyKey(String value, String digest) {

    /** The longest key. */
    public static final int MAX_LENGTH = 200;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public IdempotencyKey {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(digest, "digest");
        if (value.isBlank() || value.length() > MAX_LENGTH || PlainText.firstFlaw(value).isPresent()) {
            throw new IllegalArgumentException(
                    "an idempotency key is plain text of 1 to " + MAX_LENGTH + " characters");
        }
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("a digest is 64 hexadecimal digits");
        }
    }
}
