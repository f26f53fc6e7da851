package dev.confab.domain.search;

import java.util.ArrayList;
import java.util.List;

/**
 * One word of a text; in a script that writes words without spaces between them, one character with its marks.
 *
 * @param from  where it begins, in UTF-16 code units
 * @param to    where it ends
 * @param key   what it says
 * @param dense whether it is one character of a script without spaces
 */
record TextWord(int from, int to, String key, boolean dense) {

    /** Below it there is no script without spaces. */
    private static final int FIRST_DENSE = 0x0E00;

    /** Returns the words of a text, in their order. */
    static List<TextWord> of(String text) {
        var words = new ArrayList<TextWord>();
        for (int at = 0; at < text.length();) {
            int unit = text.codePointAt(at);
            int next = at + Character.charCount(unit);
            if (Character.isLetterOrDigit(unit)) {
                boolean dense = isDense(unit);
                next = dense ? endOfMarks(text, next) : endOfWord(text, next);
                String key = Folding.of(text.substring(at, next));
                if (!key.isEmpty()) {
                    words.add(new TextWord(at, next, key, dense));
                }
            }
            at = next;
        }
        return words;
    }

    /** Whether both are characters of one piece of text without spaces. */
    boolean touches(TextWord next) {
        return dense && next.dense && to == next.from;
    }

    private static int endOfMarks(String text, int from) {
        int at = from;
        while (at < text.length() && isMark(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    private static int endOfWord(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int unit = text.codePointAt(at);
            boolean within = Character.isLetterOrDigit(unit) && !isDense(unit);
            if (!within && !isMark(unit) && !isInvisible(unit)) {
                return at;
            }
            at += Character.charCount(unit);
        }
        return at;
    }

    private static boolean isMark(int unit) {
        int type = Character.getType(unit);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** What joins or breaks the letters of one word without being seen. */
    private static boolean isInvisible(int unit) {
        return unit == 0x00AD || unit == 0x200C || unit == 0x200D;
    }

    private static boolean isDense(int unit) {
        return unit >= FIRST_DENSE && switch (Character.UnicodeScript.of(unit)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }
}
