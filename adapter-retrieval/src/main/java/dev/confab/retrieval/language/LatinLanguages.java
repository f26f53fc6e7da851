package dev.confab.retrieval.language;

import java.util.Arrays;

/** The languages that are written with Latin letters, and how many of them have a letter with a mark. */
final class LatinLanguages {

    /** Where a text tells as much for one as for another, the first of them is supposed: the one more texts are in. */
    static final Language[] ALL = { Language.ENGLISH, Language.SPANISH, Language.GERMAN, Language.FRENCH,
            Language.PORTUGUESE, Language.ITALIAN, Language.DUTCH, Language.TURKISH, Language.INDONESIAN,
            Language.VIETNAMESE, Language.CZECH, Language.SWEDISH, Language.ROMANIAN, Language.HUNGARIAN,
            Language.DANISH, Language.FINNISH, Language.NORWEGIAN, Language.CATALAN };

    private LatinLanguages() {}

    /** At least 1. */
    static int spelling(int letter) {
        return Math.max(1, (int) Arrays.stream(ALL).filter(language -> language.spells(letter)).count());
    }
}
