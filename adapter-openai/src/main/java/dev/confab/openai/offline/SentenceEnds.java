package dev.confab.openai.offline;

import java.util.Locale;
import java.util.Set;

/** Tells where sentences end within one paragraph. */
final class SentenceEnds {

    /** They end a sentence wherever they stand. */
    private static final String ALWAYS = "。！？｡؟۔।॥።፧։។။";
    private static final char LOWEST_ALWAYS = '\u0589';
    private static final String CLOSING = "\"'”’»›)]}*_」』）】〉》";
    /** Never at a sentence's end, or so seldom that what follows belongs to it. */
    private static final Set<String> ABBREVIATIONS = Set.of("e.g", "i.e", "eg", "ie", "cf", "vs", "viz", "fig", "figs",
            "eq", "eqs", "sec", "sect", "ch", "chap", "vol", "vols", "pp", "p", "pg", "no", "nos", "ref", "refs", "tab",
            "al", "approx", "ca", "dr", "mr", "mrs", "ms", "prof", "st", "gen", "col", "capt", "lt", "sgt", "rev",
            "hon",
            "mt", "dept", "est", "ed", "eds", "resp", "incl", "max", "min", "z.b", "d.h", "u.a", "o.ä", "bzw", "nr",
            "bspw",
            "ggf", "evtl", "abb", "abs", "hr", "fr", "str", "mme", "mlle", "m", "mm", "p.ex", "sr", "sra", "srta",
            "dña",
            "ej", "pág", "art", "núm", "sig", "dott", "ing", "ecc", "es", "т.е", "т.к", "рис", "см", "г", "им", "ул",
            "др",
            "örn", "vb", "vd", "çev", "yy", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
            "nov",
            "dec");
    /** Those of them that are words too: abbreviations only before a number. */
    private static final Set<String> BEFORE_NUMBERS = Set.of("no", "max", "min", "es", "art", "mar", "jan", "ed", "sec",
            "col", "sig");
    /** How far behind a full stop the next word is looked for. */
    private static final int FARTHEST_WORD = 20;
    private static final Set<String> MONTHS = Set.of("januar", "jänner", "februar", "märz", "april", "mai", "juni",
            "juli", "august", "september", "oktober", "november", "dezember", "jahrhundert");

    private final String text;
    private final int start;
    private final int end;
    /** Who begins in lower case goes on in it. */
    private final boolean lowerCaseWriter;

    SentenceEnds(String text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
        int first = start;
        while (first < end && !Character.isLetterOrDigit(text.charAt(first))) {
            first++;
        }
        this.lowerCaseWriter = first < end && Character.isLowerCase(text.charAt(first));
    }

    /** The index behind the end of the sentence that begins there. */
    int next(int from) {
        for (int at = from; at < end; at++) {
            char unit = text.charAt(at);
            if (unit >= LOWEST_ALWAYS && ALWAYS.indexOf(unit) >= 0) {
                return behindClosing(at + 1);
            }
            if (unit == '.' || unit == '!' || unit == '?' || unit == '…') {
                int behind = at + 1;
                while (behind < end && ".!?…".indexOf(text.charAt(behind)) >= 0) {
                    behind++;
                }
                boolean several = behind > at + 1;
                int closed = behindClosing(behind);
                if (endsHere(from, at, closed, several)) {
                    return closed;
                }
                at = behind - 1;
            }
        }
        return end;
    }

    private boolean endsHere(int from, int at, int behind, boolean several) {
        if (behind >= end) {
            return true;
        }
        if (!Character.isWhitespace(text.charAt(behind))) {
            return false;
        }
        int next = behind;
        int farthest = Math.min(end, behind + FARTHEST_WORD);
        while (next < farthest && !Character.isLetterOrDigit(text.charAt(next))) {
            next++;
        }
        if (next < end && Character.isLowerCase(text.codePointAt(next)) && !lowerCaseWriter) {
            return false;
        }
        return several || text.charAt(at) != '.' || !shortens(from, at, next);
    }

    /** Whether the full stop there belongs to an abbreviation, an initial or an ordinal number. */
    private boolean shortens(int from, int stop, int next) {
        int word = stop;
        while (word > from && (Character.isLetterOrDigit(text.charAt(word - 1)) || text.charAt(word - 1) == '.')
                && stop - word < 12) {
            word--;
        }
        String shortened = text.substring(word, stop).toLowerCase(Locale.ROOT);
        if (shortened.isEmpty()) {
            return false;
        }
        if (shortened.chars().allMatch(Character::isDigit)) {
            return word == start || MONTHS.contains(word(next));
        }
        boolean behindNumber = word >= from + 2 && Character.isDigit(text.charAt(word - 2));
        if (shortened.length() == 1) {
            return !behindNumber;
        }
        if (BEFORE_NUMBERS.contains(shortened) && (next == end || !Character.isDigit(text.charAt(next)))) {
            return false;
        }
        if (ABBREVIATIONS.contains(shortened)) {
            return !behindNumber;
        }
        boolean initials = shortened.matches("\\p{L}(?:\\.\\p{L})+");
        return initials && !shortened.equals("a.m") && !shortened.equals("p.m");
    }

    private String word(int from) {
        int to = from;
        while (to < end && Character.isLetter(text.charAt(to))) {
            to++;
        }
        return text.substring(from, to).toLowerCase(Locale.ROOT);
    }

    /** Skips quotation marks, brackets and references like [12] that belong to the sentence before them. */
    private int behindClosing(int from) {
        int at = from;
        while (at < end) {
            if (CLOSING.indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.charAt(at) == '[') {
                int digits = at + 1;
                while (digits < end && Character.isDigit(text.charAt(digits))) {
                    digits++;
                }
                if (digits == at + 1 || digits >= end || text.charAt(digits) != ']') {
                    return at;
                }
                at = digits + 1;
            } else {
                return at;
            }
        }
        return at;
    }
}
