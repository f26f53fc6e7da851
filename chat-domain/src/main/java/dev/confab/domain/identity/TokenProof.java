package dev.confab.domain.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * What a token's secret is recognised by, of no use to whoever steals it without the key.
 *
 * @param key  the {@link TokenKey#fingerprint} of the key it was made with: 16 hexadecimal digits in lower case
 * @param hash the keyed hash of the token: 64 such digits
 */
public record TokenProof(String key, String hash) {

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public TokenProof {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("a key's fingerprint has 16 hexadecimal digits");
        }
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("a token's hash has 64 hexadecimal digits");
        }
    }

    /** Returns whether two hashes are the same, in a time that does not tell how much of them is. */
    public boolean matches(TokenProof other) {
        return MessageDigest.isEqual(hash.getBytes(StandardCharsets.US_ASCII),
                other.hash.getBytes(StandardCharsets.US_ASCII));
    }

    /** Tells the key's fingerprint alone. */
    @Override
    public String toString() {
        return "TokenProof[" + key + ']';
    }
}
