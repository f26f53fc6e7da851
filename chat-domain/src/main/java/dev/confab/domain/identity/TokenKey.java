package dev.confab.domain.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of an operator with which tokens are hashed before they are stored (HMAC-SHA-256): whoever reads the tokens'
 * rows, or can write some, still has no token. All servers of one database must have the same. Safe for use by several
 * threads.
 */
public final class TokenKey {

    /** The least length of a key, in bytes. */
    public static final int LEAST_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] NAME = "confab: which key".getBytes(StandardCharsets.UTF_8);
    private static final int NAME_BYTES = 8;

    private final SecretKeySpec key;
    private final String fingerprint;

    private TokenKey(byte[] bytes) {
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException("a key for tokens has at least " + LEAST_BYTES + " bytes");
        }
        key = new SecretKeySpec(bytes, ALGORITHM);
        fingerprint = HexFormat.of().formatHex(mac(NAME), 0, NAME_BYTES);
    }

    /**
     * Takes a key.
     *
     * @throws IllegalArgumentException if it is shorter than {@value #LEAST_BYTES} bytes
     */
    public static TokenKey of(byte[] bytes) {
        return new TokenKey(bytes);
    }

    /** Returns what tells this key from others and lets nobody guess it: 16 hexadecimal digits. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Returns what this token is recognised by. It holds for its id too: under another one the secret is worth nothing. */
    public TokenProof proofOf(BearerToken token) {
        byte[] secret = token.secret();
        byte[] both = ByteBuffer.allocate(2 * Long.BYTES + secret.length)
                .putLong(token.id().value().getMostSignificantBits())
                .putLong(token.id().value().getLeastSignificantBits())
                .put(secret)
                .array();
        return new TokenProof(fingerprint, HexFormat.of().formatHex(mac(both)));
    }

    private byte[] mac(byte[] of) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(of);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
        }
    }

    /** Tells the fingerprint alone. */
    @Override
    public String toString() {
        return "TokenKey[" + fingerprint + ']';
    }
}
