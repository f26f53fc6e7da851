package dev.confab.domain.grounding;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a text is about: its words without the most frequent ones and without most endings, and its numbers. */
final class Terms {

    /** What is behind so many characters of a word is its ending. */
    private static final int STEM = 5;

    private Terms() {}

    static Set<String> of(List<Token> tokens) {
        var terms = new LinkedHashSet<String>();
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            if (token.dense()) {
                addPair(terms, tokens, at);
            } else if (token.isNumber()) {
                terms.add(token.key());
            } else if (token.key().length() > 1 && !Tongue.isFrequent(token.key())) {
                terms.add(stem(token.key()));
            }
        }
        return terms;
    }

    /** The script most of the words are written in. */
    static UnicodeScript script(List<Token> tokens) {
        var counts = new EnumMap<UnicodeScript, Integer>(UnicodeScript.class);
        for (Token token : tokens) {
            if (!token.isNumber()) {
                counts.merge(token.script(), 1, Integer::sum);
            }
        }
        return counts.entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(UnicodeScript.COMMON);
    }

    /** Where there are no words, each two neighbours stand for one. */
    private static void addPair(Set<String> terms, List<Token> tokens, int at) {
        Token token = tokens.get(at);
        boolean hasNext = at + 1 < tokens.size() && follows(token, tokens.get(at + 1));
        boolean hasLast = at > 0 && follows(tokens.get(at - 1), token);
        if (hasNext) {
            terms.add(token.key() + tokens.get(at + 1).key());
        } else if (!hasLast) {
            terms.add(token.key());
        }
    }

    private static boolean follows(Token one, Token other) {
        return one.dense() && other.dense() && one.to() == other.from();
    }

    private static String stem(String word) {
        return word.codePointCount(0, word.length()) <= STEM ? word
                : word.substring(0, word.offsetByCodePoints(0, STEM));
    }
}
