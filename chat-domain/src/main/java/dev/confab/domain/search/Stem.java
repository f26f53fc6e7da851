package dev.confab.domain.search;

import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.stream.Stream;

/**
 * A word without its commonest endings, so that a noun is found in another number or case. Nobody knows here which language
 * a word is of, so only endings are taken off that hardly any other language of the same script minds; a word that loses one
 * too many still equals itself.
 */
final class Stem {

    private static final int SHORTEST = 4;
    private static final int LEAST = 3;

    /** Endings behind a plural's s, each with how much is to be left of a word at least. */
    private record Ending(String letters, int least) {}

    private static final List<Ending> LATIN = endings(4, "lerin", "larin", "lerde", "larda", "lerden", "lardan", "ilor",
            "ului", "elor", "leri", "lari", "ler", "lar", "ern", "est", "ing", "ed", "em", "en", "ul", "ii", "e", "i");
    private static final List<Ending> LATIN_OF_LONG = endings(5, "er", "n", "a", "o");
    private static final List<Ending> LATIN_OF_SHORT = endings(3, "ie", "y");
    private static final List<String> CYRILLIC = List.of("иями", "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими",
            "иях", "ость", "ах", "ях", "ов", "ев", "ей", "ой", "ий", "ый", "ая", "яя", "ое", "ее", "ие", "ые", "ую",
            "юю",
            "ом", "ем", "ам", "ям", "ия", "ии", "ию", "ью", "а", "я", "о", "е", "ы", "и", "у", "ю", "ь", "й");
    private static final List<String> GREEK = List.of("ματων", "ματα", "ματοσ", "ουσ", "εων", "εισ", "ων", "οσ", "ου",
            "οι", "ησ", "εσ", "ασ", "ια", "ιο", "α", "η", "ο", "ι", "ε", "υ");
    private static final List<String> DEVANAGARI = List.of("ियों", "ियाँ", "ियां", "ाओं", "ाएं", "ाएँ", "ुओं", "ों",
            "ें",
            "ीं", "े", "ी", "ा", "ो", "ि", "ं");
    private static final List<String> ARABIC_BEFORE = List.of("وال", "بال", "كال", "فال", "لل", "ال");
    private static final List<String> ARABIC_BEHIND = List.of("ات", "ون", "ين", "ان", "ها", "هم", "ه", "ي");

    private Stem() {}

    private static List<Ending> endings(int least, String... all) {
        return Stream.of(all).map(letters -> new Ending(letters, least)).toList();
    }

    /** Returns the stem of a folded word; the word itself where there is none. */
    static String of(String word) {
        if (word.length() < SHORTEST) {
            return word;
        }
        return switch (UnicodeScript.of(word.codePointAt(0))) {
            case LATIN -> latin(word);
            case CYRILLIC -> without(word, CYRILLIC, LEAST);
            case GREEK -> without(word, GREEK, LEAST);
            case DEVANAGARI -> without(word, DEVANAGARI, 2);
            case ARABIC -> without(beginning(word), ARABIC_BEHIND, LEAST);
            default -> word;
        };
    }

    private static String latin(String word) {
        boolean plural = word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is");
        String one = plural ? word.substring(0, word.length() - 1) : word;
        if (one.endsWith("ion")) {
            return one;
        }
        for (List<Ending> endings : List.of(LATIN_OF_SHORT, LATIN, LATIN_OF_LONG)) {
            for (Ending ending : endings) {
                int rest = one.length() - ending.letters().length();
                if (rest >= ending.least() && one.endsWith(ending.letters())) {
                    return plain(one.substring(0, rest));
                }
            }
        }
        return one;
    }

    private static String without(String word, List<String> endings, int least) {
        for (String ending : endings) {
            if (word.length() - ending.length() >= least && word.endsWith(ending)) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }

    /** What English makes of a stem before an ending: stopp(ed). */
    private static String plain(String stem) {
        int last = stem.length() - 1;
        return last >= SHORTEST && stem.charAt(last) == stem.charAt(last - 1) ? stem.substring(0, last) : stem;
    }

    private static String beginning(String word) {
        for (String article : ARABIC_BEFORE) {
            if (word.length() - article.length() >= 2 && word.startsWith(article)) {
                return word.substring(article.length());
            }
        }
        return word;
    }
}
