package dev.confab.domain.document;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells a content from others: its SHA-256.
 *
 * @param hex 64 hexadecimal digits in lower case
 */
public record ContentDigest(String hex) {

    private static final int DIGITS = 64;

    public ContentDigest {
        if (hex.length() != DIGITS || !hex.chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0)) {
            throw new IllegalArgumentException("a digest has " + DIGITS + " hexadecimal digits");
        }
    }

    /** Returns what a content is fed to piece by piece, for {@link #of(MessageDigest)}. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Returns the digest of what was fed. */
    public static ContentDigest of(MessageDigest fed) {
        return new ContentDigest(HexFormat.of().formatHex(fed.digest()));
    }
}
