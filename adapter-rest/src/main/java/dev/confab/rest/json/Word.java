package dev.confab.rest.json;

import java.util.Locale;

/** The words of closed sets, as bodies have them. */
public final class Word {

    private Word() {}

    /** Returns a constant's name in lower case. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
