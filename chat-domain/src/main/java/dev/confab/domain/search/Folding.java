package dev.confab.domain.search;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;

/** What a word says, however it is written: without case, accents, and letters' other forms. */
final class Folding {

    /** What is longer is as good as its beginning. In UTF-16 code units. */
    static final int LONGEST = 64;

    private Folding() {}

    /** Returns the word as it is compared; empty when nothing of it is a letter or a digit. */
    static String of(String written) {
        String cut = written.length() <= LONGEST ? written : cut(written, LONGEST);
        boolean plain = true;
        boolean small = true;
        for (int at = 0; at < cut.length(); at++) {
            char unit = cut.charAt(at);
            plain &= unit < 0x80;
            small &= unit < 'A' || unit > 'Z';
        }
        if (plain) {
            return small ? cut : lowerCase(cut);
        }
        String folded = folded(cut);
        return folded.length() <= LONGEST ? folded : cut(folded, LONGEST);
    }

    private static String lowerCase(String plain) {
        char[] units = plain.toCharArray();
        for (int at = 0; at < units.length; at++) {
            if (units[at] >= 'A' && units[at] <= 'Z') {
                units[at] = (char) (units[at] + 'a' - 'A');
            }
        }
        return new String(units);
    }

    private static String folded(String word) {
        String form = Normalizer.normalize(word, hasAccents(word) ? Normalizer.Form.NFKD : Normalizer.Form.NFKC);
        var key = new StringBuilder(form.length());
        form.codePoints().map(Character::toLowerCase).forEach(letter -> append(key, letter));
        return key.toString();
    }

    /** Whether marks above and below its letters may be left out, as people do who type. */
    private static boolean hasAccents(String word) {
        return word.codePoints().anyMatch(letter -> switch (UnicodeScript.of(letter)) {
            case LATIN, GREEK, CYRILLIC, ARABIC, HEBREW -> true;
            default -> false;
        });
    }

    private static void append(StringBuilder key, int letter) {
        switch (letter) {
            case 'ß' -> key.append("ss");
            case 'æ' -> key.append("ae");
            case 'œ' -> key.append("oe");
            case 'þ' -> key.append("th");
            case 'ı' -> key.append('i');
            case 'ł' -> key.append('l');
            case 'đ', 'ð' -> key.append('d');
            case 'ø' -> key.append('o');
            case 'ς' -> key.append('σ');
            // Alef with a wasla, teh marbuta, alef maksura and Farsi yeh, and keheh.
            case 0x0671 -> key.append('\u0627');
            case 0x0629 -> key.append('\u0647');
            case 0x0649, 0x06CC -> key.append('\u064A');
            case 0x06A9 -> key.append('\u0643');
            // Tatweel, which only makes a word longer, and the nukta, which Hindi is often written without.
            case 0x0640, 0x093C -> {}
            default -> appendUsual(key, letter);
        }
    }

    private static void appendUsual(StringBuilder key, int letter) {
        int type = Character.getType(letter);
        if (type == Character.DECIMAL_DIGIT_NUMBER) {
            key.append((char) ('0' + Character.digit(letter, 10)));
        } else if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            // Those of Indic and Thai letters are vowels.
            switch (UnicodeScript.of(letter)) {
                case INHERITED, ARABIC, HEBREW, GREEK, CYRILLIC -> {}
                default -> key.appendCodePoint(letter);
            }
        } else if (Character.isLetterOrDigit(letter) || type == Character.COMBINING_SPACING_MARK) {
            key.appendCodePoint(letter);
        }
    }

    private static String cut(String text, int length) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
