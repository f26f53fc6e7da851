package dev.confab.domain;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Text that every store and every wire can hold: no U+0000, which PostgreSQL's {@code text} and {@code jsonb} refuse,
 * and no lone surrogate, which UTF-8 cannot express.
 *
 * <p>
 * What people send is refused when it is flawed ({@link #of}); what a model or a file gives is repaired
 * ({@link #repaired}). Lengths are UTF-16 code units, as Java and JavaScript count. {@link #toString()} tells the
 * length only, so that a log line cannot repeat somebody's words by accident.
 *
 * @param value the text, possibly empty
 */
public record PlainText(String value) {

    /** The text with nothing in it. */
    public static final PlainText EMPTY = new PlainText("");

    /** What stands in a repaired text where a code unit could not be kept. */
    static final char REPLACEMENT = '\uFFFD';

    /** @throws IllegalArgumentException if the text holds U+0000 or a lone surrogate; the message names its index */
    public PlainText {
        Objects.requireNonNull(value, "value");
        OptionalInt flaw = firstFlaw(value);
        if (flaw.isPresent()) {
            throw new IllegalArgumentException("text holds U+0000 or a lone surrogate at index " + flaw.getAsInt());
        }
    }

    /**
     * Takes text as it is.
     *
     * @throws IllegalArgumentException if the text holds U+0000 or a lone surrogate; the message names its index
     */
    public static PlainText of(String text) {
        return text.isEmpty() ? EMPTY : new PlainText(text);
    }

    /** Takes text of any origin; each U+0000 and each lone surrogate becomes U+FFFD, the length stays. */
    public static PlainText repaired(String text) {
        OptionalInt flaw = firstFlaw(text);
        if (flaw.isEmpty()) {
            return of(text);
        }
        char[] units = text.toCharArray();
        for (int at = flaw.getAsInt(); at < units.length; at++) {
            if (Character.isHighSurrogate(units[at]) && at + 1 < units.length
                    && Character.isLowSurrogate(units[at + 1])) {
                at++;
            } else if (units[at] == 0 || Character.isSurrogate(units[at])) {
                units[at] = REPLACEMENT;
            }
        }
        return new PlainText(new String(units));
    }

    /** Returns the index of the first U+0000 or lone surrogate, empty if there is none. */
    public static OptionalInt firstFlaw(CharSequence text) {
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (unit == 0) {
                return OptionalInt.of(at);
            }
            if (Character.isSurrogate(unit)) {
                boolean paired = Character.isHighSurrogate(unit) && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1));
                if (!paired) {
                    return OptionalInt.of(at);
                }
                at++;
            }
        }
        return OptionalInt.empty();
    }

    /** Returns whether there is nothing but white space in it. */
    public boolean isBlank() {
        return value.isBlank();
    }

    /** Returns the length in UTF-16 code units. */
    public int length() {
        return value.length();
    }

    @Override
    public String toString() {
        return "PlainText[" + value.length() + " code units]";
    }
}
