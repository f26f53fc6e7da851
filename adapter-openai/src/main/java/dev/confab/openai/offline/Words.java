package dev.confab.openai.offline;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text in the form in which they are compared: lower case, without accents, stemmed. Scripts that put no
 * spaces between words give overlapping pairs of characters.
 */
final class Words {

    /** Of a longer word only so much is compared. */
    private static final int LONGEST = 48;

    private final List<String> found = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private final StringBuilder unspaced = new StringBuilder();
    private boolean digits;

    private Words() {}

    /** The words in order, each as often as it stands there. */
    static List<String> of(String text) {
        var words = new Words();
        words.read(isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFKC));
        return words.found;
    }

    private void read(String text) {
        for (int at = 0; at < text.length();) {
            int point = text.codePointAt(at);
            int next = at + Character.charCount(point);
            if (isUnspaced(point)) {
                endWord();
                unspaced.appendCodePoint(point);
            } else if (Character.isLetterOrDigit(point) || (isMark(point) && !word.isEmpty())) {
                endUnspaced();
                boolean digit = Character.isDigit(point);
                if (!word.isEmpty() && digit != digits && !isMark(point)) {
                    endWord();
                }
                digits = digit;
                if (word.length() < LONGEST) {
                    word.appendCodePoint(point);
                }
            } else {
                endUnspaced();
                if (!joins(text, at, point)) {
                    endWord();
                }
            }
            at = next;
        }
        endUnspaced();
        endWord();
    }

    /** Whether the word goes on behind this point: 3.5, 1,000, don't. */
    private boolean joins(String text, int at, int point) {
        if (word.isEmpty() || at + 1 >= text.length()) {
            return false;
        }
        char next = text.charAt(at + 1);
        if (digits && (point == '.' || point == ',') && Character.isDigit(next)) {
            if (point == '.') {
                word.append('.');
            }
            return true;
        }
        if (digits || (point != '\'' && point != '’') || !Character.isLetter(next)) {
            return false;
        }
        // l'angle, d'Arc, qu'il: the article is a word of its own; robot's, don't: it is not.
        boolean elided = word.length() <= 2 && at + 2 < text.length() && Character.isLetter(text.charAt(at + 2));
        return !elided;
    }

    private void endWord() {
        if (!word.isEmpty()) {
            String whole = word.toString();
            word.setLength(0);
            found.add(digits ? whole : Stem.of(folded(whole)));
        }
    }

    private void endUnspaced() {
        if (unspaced.isEmpty()) {
            return;
        }
        String run = unspaced.toString();
        unspaced.setLength(0);
        int before = 0;
        int at = Character.charCount(run.codePointAt(0));
        if (at == run.length()) {
            found.add(run);
        }
        while (at < run.length()) {
            int next = at + Character.charCount(run.codePointAt(at));
            found.add(run.substring(before, next));
            before = at;
            at = next;
        }
    }

    private static String folded(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (isAscii(lower)) {
            return lower;
        }
        String apart = Normalizer.normalize(lower, Normalizer.Form.NFD);
        var folded = new StringBuilder(apart.length());
        for (int at = 0; at < apart.length(); at++) {
            char unit = apart.charAt(at);
            switch (unit) {
                case 'ß' -> folded.append("ss");
                case 'æ' -> folded.append("ae");
                case 'œ' -> folded.append("oe");
                case 'ø' -> folded.append('o');
                case 'ł' -> folded.append('l');
                case 'đ', 'ð' -> folded.append('d');
                case 'þ' -> folded.append("th");
                case 'ı' -> folded.append('i');
                case '’' -> folded.append('\'');
                case 'ـ' -> {
                    // Arabic's tatweel only stretches a word.
                }
                default -> {
                    if (!isAccent(unit)) {
                        folded.append(unit);
                    }
                }
            }
        }
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    private static boolean isAccent(char unit) {
        return (unit >= '\u0300' && unit <= '\u036F') || (unit >= '\u0591' && unit <= '\u05C7')
                || (unit >= '\u064B' && unit <= '\u065F') || unit == '\u0670';
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isUnspaced(int point) {
        if (point < 0x0E00) {
            return false;
        }
        return switch (Character.UnicodeScript.of(point)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, THAI, LAO, KHMER, MYANMAR -> Character.isLetterOrDigit(point)
                    || isMark(point);
            default -> point == 'ー';
        };
    }

    private static boolean isAscii(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
