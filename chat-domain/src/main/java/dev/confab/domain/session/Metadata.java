package dev.confab.domain.session;

import dev.confab.domain.PlainText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an embedding program wants to remember with a session; Confab only keeps it.
 *
 * @param entries at most {@value #MAX_ENTRIES}; keys of 1 to {@value #MAX_KEY}, values of at most {@value #MAX_VALUE}
 *                UTF-16 code units, both without U+0000 and lone surrogates; the order is kept
 */
public record Metadata(Map<String, String> entries) {

    /** The most entries. */
    public static final int MAX_ENTRIES = 16;
    /** The longest key. */
    public static final int MAX_KEY = 64;
    /** The longest value. */
    public static final int MAX_VALUE = 512;

    /** Nothing to remember. */
    public static final Metadata NONE = new Metadata(Map.of());

    public Metadata {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("metadata has at most " + MAX_ENTRIES + " entries");
        }
        entries.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > MAX_KEY || PlainText.firstFlaw(key).isPresent()) {
                throw new IllegalArgumentException("a metadata key has 1 to " + MAX_KEY + " characters");
            }
            if (value.length() > MAX_VALUE || PlainText.firstFlaw(value).isPresent()) {
                throw new IllegalArgumentException("a metadata value has at most " + MAX_VALUE + " characters");
            }
        });
    }

    /** Returns how many entries there are, never what they say. */
    @Override
    public String toString() {
        return "Metadata[" + entries.size() + " entries]";
    }
}
