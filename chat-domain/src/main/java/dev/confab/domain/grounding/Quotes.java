package dev.confab.domain.grounding;

import dev.confab.domain.document.TextSpan;
import java.util.List;

/** Cuts quotes to a length that can be shown. */
final class Quotes {

    /** The longest quote, in UTF-16 code units. */
    static final int LONGEST = 300;

    private Quotes() {}

    /** What is left of a stretch around a place when it is cut, between words where that can be. */
    static TextSpan within(String text, List<Token> words, TextSpan whole, int focus) {
        if (whole.length() <= LONGEST) {
            return whole;
        }
        int from = Math.clamp(focus - LONGEST / 5, whole.from(), whole.to() - LONGEST);
        int to = from + LONGEST;
        int first = firstFrom(words, from);
        int begin = from == whole.from() || first == words.size() ? from : words.get(first).from();
        int last = firstFrom(words, to) - 1;
        int end = to == whole.to() || last < 0 ? to
                : words.get(last).to() > to && last > 0 ? words.get(last - 1).to()
                        : words.get(last).to();
        return begin < end && end <= to ? new TextSpan(begin, end) : cut(text, from, to);
    }

    /** A word that is longer than a quote can be is cut, but no character is. */
    private static TextSpan cut(String text, int from, int to) {
        int begin = Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from;
        int end = Character.isHighSurrogate(text.charAt(to - 1)) ? to - 1 : to;
        return new TextSpan(begin, end);
    }

    /** The first word that begins at a place or behind it. */
    private static int firstFrom(List<Token> words, int place) {
        int low = 0;
        int high = words.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (words.get(middle).from() < place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
