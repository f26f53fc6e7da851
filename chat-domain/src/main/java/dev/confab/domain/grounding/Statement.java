package dev.confab.domain.grounding;

import java.lang.Character.UnicodeScript;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an answer says right before a marker.
 *
 * @param words      its words, in their order
 * @param terms      what it is about
 * @param quotations the words that it puts in quotation marks, without what it left out of them
 * @param script     the script it is written in
 */
record Statement(List<Token> words, Set<String> terms, List<List<Token>> quotations, UnicodeScript script) {

    /** Nothing is said. */
    static final Statement NONE = new Statement(List.of(), Set.of(), List.of(), UnicodeScript.COMMON);

    private static final String[] OMISSIONS = { "…", "...", "[…]" };

    /**
     * The last sentence of a text; all of the text if that sentence says nothing.
     *
     * @param sentences finds the ends of sentences
     */
    static Statement last(String text, BreakIterator sentences) {
        List<Quotations.Quotation> quotations = Quotations.of(text);
        List<Token> words = Token.of(text);
        if (words.isEmpty()) {
            return NONE;
        }
        int from = start(text, words.getLast().to(), quotations, sentences);
        Statement last = of(text, from, words, quotations);
        return last.terms().isEmpty() && from > 0 ? of(text, 0, words, quotations) : last;
    }

    private static Statement of(String text, int from, List<Token> all, List<Quotations.Quotation> quotations) {
        List<Token> words = all.stream().filter(word -> word.from() >= from).toList();
        var quoted = new ArrayList<List<Token>>();
        for (Quotations.Quotation quotation : quotations) {
            if (quotation.from() >= from) {
                addParts(quoted, text, quotation, words);
            }
        }
        return new Statement(words, Terms.of(words), List.copyOf(quoted), Terms.script(words));
    }

    private static void addParts(List<List<Token>> quoted, String text, Quotations.Quotation quotation,
            List<Token> words) {
        var part = new ArrayList<Token>();
        int end = quotation.from();
        for (Token word : words) {
            if (word.from() < quotation.from() || word.to() > quotation.to()) {
                continue;
            }
            if (!part.isEmpty() && isOmission(text.substring(end, word.from()))) {
                quoted.add(List.copyOf(part));
                part.clear();
            }
            part.add(word);
            end = word.to();
        }
        if (!part.isEmpty()) {
            quoted.add(List.copyOf(part));
        }
    }

    private static boolean isOmission(String between) {
        for (String omission : OMISSIONS) {
            if (between.contains(omission)) {
                return true;
            }
        }
        return false;
    }

    /** Where the last sentence begins: behind the last end of one, or of a line, that is not within a quotation. */
    private static int start(String text, int lastWord, List<Quotations.Quotation> quotations,
            BreakIterator sentences) {
        sentences.setText(text);
        int start = 0;
        for (int end = sentences.first(); end != BreakIterator.DONE && end < lastWord; end = sentences.next()) {
            start = isQuoted(end, quotations) ? start : end;
        }
        int line = text.lastIndexOf('\n', lastWord - 1);
        while (line >= start && isQuoted(line, quotations)) {
            line = text.lastIndexOf('\n', line - 1);
        }
        return Math.max(start, line + 1);
    }

    private static boolean isQuoted(int at, List<Quotations.Quotation> quotations) {
        int low = 0;
        int high = quotations.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (quotations.get(middle).to() < at) {
                low = middle + 1;
            } else if (quotations.get(middle).from() > at) {
                high = middle - 1;
            } else {
                return true;
            }
        }
        return false;
    }
}
