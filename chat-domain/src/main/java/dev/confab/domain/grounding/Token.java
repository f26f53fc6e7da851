package dev.confab.domain.grounding;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One word or number of a text; in a script that writes words without spaces between them, one character with its marks.
 *
 * @param from  where it begins
 * @param to    where it ends
 * @param key   what it says: two tokens with the same key are the same word, however they are written
 * @param dense whether it is one character of a script without spaces
 */
record Token(int from, int to, String key, boolean dense) {

    /** Below it there is no script without spaces. */
    private static final int FIRST_DENSE = 0x0E00;

    /** The tokens of a text, in their order. */
    static List<Token> of(CharSequence text) {
        var tokens = new ArrayList<Token>();
        int at = 0;
        while (at < text.length()) {
            int unit = Character.codePointAt(text, at);
            int next = at + Character.charCount(unit);
            if (Character.isLetterOrDigit(unit)) {
                boolean dense = isDense(unit);
                int end = dense ? endOfMarks(text, next) : endOfWord(text, next);
                tokens.add(new Token(at, end, key(text.subSequence(at, end).toString()), dense));
                next = end;
            }
            at = next;
        }
        return tokens;
    }

    boolean isNumber() {
        return Character.isDigit(key.codePointAt(0));
    }

    /** The script it is written in, one for all that Japanese is written in; {@code COMMON} for numbers. */
    UnicodeScript script() {
        UnicodeScript script = UnicodeScript.of(key.codePointAt(0));
        return script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA ? UnicodeScript.HAN : script;
    }

    private static int endOfMarks(CharSequence text, int at) {
        int end = at;
        while (end < text.length() && isMark(Character.codePointAt(text, end))) {
            end += Character.charCount(Character.codePointAt(text, end));
        }
        return end;
    }

    private static int endOfWord(CharSequence text, int at) {
        int end = at;
        while (end < text.length()) {
            int unit = Character.codePointAt(text, end);
            boolean goesOn = (Character.isLetterOrDigit(unit) && !isDense(unit)) || isMark(unit)
                    || Character.getType(unit) == Character.FORMAT || isWithinNumber(text, end);
            if (!goesOn) {
                break;
            }
            end += Character.charCount(unit);
        }
        return end;
    }

    /** Whether there is the point or comma of a number. */
    private static boolean isWithinNumber(CharSequence text, int at) {
        char unit = text.charAt(at);
        return (unit == '.' || unit == ',') && Character.isDigit(text.charAt(at - 1)) && at + 1 < text.length()
                && Character.isDigit(text.charAt(at + 1));
    }

    private static boolean isMark(int unit) {
        int type = Character.getType(unit);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static boolean isDense(int unit) {
        return unit >= FIRST_DENSE && switch (UnicodeScript.of(unit)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }

    private static String key(String written) {
        for (int at = 0; at < written.length(); at++) {
            if (written.charAt(at) >= 0x80) {
                return folded(written);
            }
        }
        return written.toLowerCase(Locale.ROOT);
    }

    private static String folded(String written) {
        String composed = Normalizer.normalize(written, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        var key = new StringBuilder(composed.length());
        composed.codePoints().filter(unit -> Character.getType(unit) != Character.FORMAT).forEach(key::appendCodePoint);
        return key.isEmpty() ? written : key.toString();
    }
}
