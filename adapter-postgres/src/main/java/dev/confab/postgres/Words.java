package dev.confab.postgres;

import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The words of a text for searches without an index: runs of letters, digits and their marks, in small letters. Where words
 * are not divided by spaces, each pair of neighbours is a word. Takes any text.
 */
final class Words {

    private final StringBuilder word = new StringBuilder();
    private final Consumer<String> found;
    private boolean divided = true;

    private Words(Consumer<String> found) {
        this.found = found;
    }

    /** Returns the different words in the order of their first places, and how often each is there. */
    static Map<String, Integer> counted(String text) {
        var counts = new LinkedHashMap<String, Integer>();
        new Words(each -> counts.merge(each, 1, Integer::sum)).read(text);
        return counts;
    }

    private void read(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        for (int at = 0; at < plain.length();) {
            int letter = plain.codePointAt(at);
            at += Character.charCount(letter);
            if (Character.isLetterOrDigit(letter) || (!word.isEmpty() && isMark(letter))) {
                boolean spaced = !isUndivided(letter);
                if (spaced != divided) {
                    end();
                    divided = spaced;
                }
                word.appendCodePoint(letter);
            } else {
                end();
            }
        }
        end();
    }

    private void end() {
        if (!word.isEmpty()) {
            String whole = word.toString();
            word.setLength(0);
            if (divided || whole.codePointCount(0, whole.length()) == 1) {
                found.accept(whole);
            } else {
                pairs(whole);
            }
        }
    }

    private void pairs(String whole) {
        int from = 0;
        int middle = whole.offsetByCodePoints(0, 1);
        while (middle < whole.length()) {
            int to = whole.offsetByCodePoints(middle, 1);
            found.accept(whole.substring(from, to));
            from = middle;
            middle = to;
        }
    }

    private static boolean isMark(int letter) {
        int type = Character.getType(letter);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isUndivided(int letter) {
        return switch (Character.UnicodeScript.of(letter)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }
}
