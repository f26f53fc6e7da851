package dev.confab.retrieval.extract.pdf;

import java.text.Normalizer;

/** Repairs what a line of a PDF says: letters for ligatures, spaces for controls, no hyphen that is only a hint. */
final class LineText {

    static final char SOFT_HYPHEN = '\u00AD';

    private static final String[] LIGATURES = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };
    private static final char FIRST_LIGATURE = '\uFB00';
    private static final char REPLACEMENT = '\uFFFD';

    private LineText() {}

    /** The repaired line without white space at its ends. A soft hyphen stays where it is the last letter. */
    static String of(String raw) {
        var text = new StringBuilder(raw.length());
        int last = raw.stripTrailing().length() - 1;
        for (int at = 0; at < raw.length(); at++) {
            char unit = raw.charAt(at);
            int ligature = unit - FIRST_LIGATURE;
            if (ligature >= 0 && ligature < LIGATURES.length) {
                text.append(LIGATURES[ligature]);
            } else if (unit == 0) {
                text.append(REPLACEMENT);
            } else if (Character.isISOControl(unit) || Character.isSpaceChar(unit)) {
                text.append(' ');
            } else if (Character.isHighSurrogate(unit) && at + 1 < raw.length()
                    && Character.isLowSurrogate(raw.charAt(at + 1))) {
                text.append(unit).append(raw.charAt(at + 1));
                at++;
            } else if (Character.isSurrogate(unit)) {
                text.append(REPLACEMENT);
            } else if (unit != SOFT_HYPHEN || at == last) {
                text.append(unit);
            }
        }
        return Normalizer.normalize(text, Normalizer.Form.NFC).strip();
    }

    /** Whether most letters are read from right to left. */
    static boolean isRightToLeft(String text) {
        int right = 0;
        int left = 0;
        for (int at = 0; at < text.length(); at++) {
            byte direction = Character.getDirectionality(text.charAt(at));
            if (direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                    || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC) {
                right++;
            } else if (direction == Character.DIRECTIONALITY_LEFT_TO_RIGHT) {
                left++;
            }
        }
        return right > left;
    }
}
