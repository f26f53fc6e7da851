package dev.confab.domain.grounding;

import java.util.ArrayList;
import java.util.List;

/** Finds what stands between quotation marks, whatever language's. */
final class Quotations {

    /** Each opening mark, and behind it the marks that may close it. */
    private static final String[] MARKS = { "“”", "„“”", "«»", "‹›", "「」", "『』", "\"\"", "＂＂", "””", "‘’", "‚‘’", "»«",
            "›‹" };

    /** Where the words between two marks begin, and where they end. */
    record Quotation(int from, int to) {}

    private Quotations() {}

    /** The quotations of a text, in their order; one that is not closed is none, and none stands in another one. */
    static List<Quotation> of(CharSequence text) {
        var found = new ArrayList<Quotation>();
        int from = -1;
        String closing = "";
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (from < 0) {
                String marks = opening(text, at);
                if (!marks.isEmpty()) {
                    from = at + 1;
                    closing = marks.substring(1);
                }
            } else if (closing.indexOf(unit) >= 0 && closes(text, at)) {
                found.add(new Quotation(from, at));
                from = -1;
            }
        }
        return found;
    }

    private static String opening(CharSequence text, int at) {
        char unit = text.charAt(at);
        if (unit < 0x80 && unit != '"') {
            return "";
        }
        for (String marks : MARKS) {
            if (marks.charAt(0) == unit && (isPaired(unit) || opensWord(text, at))) {
                return marks;
            }
        }
        return "";
    }

    /** Marks that only ever open. */
    private static boolean isPaired(char unit) {
        return "“„«‹「『".indexOf(unit) >= 0;
    }

    private static boolean opensWord(CharSequence text, int at) {
        boolean free = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
        return free && at + 1 < text.length() && !Character.isWhitespace(text.charAt(at + 1));
    }

    /** An apostrophe within a word closes nothing. */
    private static boolean closes(CharSequence text, int at) {
        char unit = text.charAt(at);
        boolean apostrophe = unit == '’' || unit == '‘';
        return !apostrophe || at + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(at + 1));
    }
}
