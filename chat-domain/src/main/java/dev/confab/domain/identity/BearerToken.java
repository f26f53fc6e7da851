package dev.confab.domain.identity;

import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A token as its bearer has it: {@code confab_}, its public id and its secret, both in hexadecimal digits of lower case,
 * with an underscore between them. Programs that look for leaked secrets recognise it by its beginning.
 */
public final class BearerToken {

    /** The length of the secret: 256 bits, so many that they need no slow hash. */
    public static final int SECRET_BYTES = 32;

    private static final String PREFIX = "confab_";
    private static final int ID_DIGITS = 32;
    private static final int SECRET_AT = PREFIX.length() + ID_DIGITS + 1;
    private static final int LENGTH = SECRET_AT + 2 * SECRET_BYTES;

    private final TokenId id;
    private final byte[] secret;

    private BearerToken(TokenId id, byte[] secret) {
        this.id = id;
        this.secret = secret;
    }

    /**
     * Makes a token.
     *
     * @param secret {@value #SECRET_BYTES} bytes that nobody can guess
     */
    public static BearerToken of(TokenId id, byte[] secret) {
        Objects.requireNonNull(id, "id");
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("a token's secret has " + SECRET_BYTES + " bytes");
        }
        return new BearerToken(id, secret.clone());
    }

    /** Reads a token; empty if it has not the one form that tokens have. */
    public static Optional<BearerToken> parse(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX) || text.charAt(SECRET_AT - 1) != '_'
                || !isHex(text, PREFIX.length(), SECRET_AT - 1) || !isHex(text, SECRET_AT, LENGTH)) {
            return Optional.empty();
        }
        int half = PREFIX.length() + ID_DIGITS / 2;
        var id = new UUID(HexFormat.fromHexDigitsToLong(text, PREFIX.length(), half),
                HexFormat.fromHexDigitsToLong(text, half, SECRET_AT - 1));
        return Optional.of(new BearerToken(new TokenId(id), HexFormat.of().parseHex(text, SECRET_AT, LENGTH)));
    }

    private static boolean isHex(String text, int from, int to) {
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    /** Returns its public name. */
    public TokenId id() {
        return id;
    }

    byte[] secret() {
        return secret.clone();
    }

    /** Returns what its bearer shows: for him alone. */
    public String reveal() {
        HexFormat hex = HexFormat.of();
        return PREFIX + hex.toHexDigits(id.value().getMostSignificantBits())
                + hex.toHexDigits(id.value().getLeastSignificantBits()) + '_' + hex.formatHex(secret);
    }

    /** Tells the public id alone. */
    @Override
    public String toString() {
        return "BearerToken[" + id + ']';
    }
}
