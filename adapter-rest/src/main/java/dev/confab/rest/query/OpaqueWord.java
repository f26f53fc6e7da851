package dev.confab.rest.query;

import java.util.Base64;
import java.util.Optional;

/** Bytes as clients keep them and send them back: a word without a meaning for them, that fits into an address as it is. */
public final class OpaqueWord {

    /** No word that we tell is longer. */
    private static final int LONGEST = 65_536;

    private OpaqueWord() {}

    /** Returns the word for some bytes. */
    public static String of(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns the bytes of a word; empty if it is none. */
    public static Optional<byte[]> read(String word) {
        if (word.isEmpty() || word.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(word);
            // A word has one spelling.
            return of(bytes).equals(word) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }
}
