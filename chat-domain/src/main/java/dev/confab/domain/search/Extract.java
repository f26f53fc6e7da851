package dev.confab.domain.search;

import dev.confab.domain.document.TextSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a text that shows best what was found: plain text in pieces, never markup.
 *
 * @param segments the pieces in their order; together they are a part of the text, letter for letter
 * @param from     where in the text the part begins, in UTF-16 code units
 * @param begins   whether it begins with the text
 * @param ends     whether it ends with the text
 */
public record Extract(List<Segment> segments, int from, boolean begins, boolean ends) {

    /** The longest extract, in UTF-16 code units. */
    public static final int LONGEST = 240;

    /** How much of it stands before the first match at the most. */
    private static final int BEFORE = 60;

    /**
     * A piece of a text.
     *
     * @param text  what it says, not empty
     * @param match whether that is what was asked for
     */
    public record Segment(String text, boolean match) {}

    public Extract {
        segments = List.copyOf(segments);
    }

    /** Returns the part of a text with the most of these places, which are in its order and do not overlap. */
    public static Extract of(String text, List<TextSpan> spans) {
        int first = densest(spans);
        int from = first < 0 ? 0
                : wordStart(text, Math.max(0, spans.get(first).from() - BEFORE), spans.get(first).from());
        int to = wordEnd(text, Math.min(text.length(), from + LONGEST), from);
        var segments = new ArrayList<Segment>();
        int at = from;
        for (TextSpan span : spans) {
            int start = Math.max(span.from(), at);
            int end = Math.min(span.to(), to);
            if (start < end) {
                add(segments, text.substring(at, start), false);
                add(segments, text.substring(start, end), true);
                at = end;
            }
        }
        add(segments, text.substring(at, to), false);
        return new Extract(segments, from, from == 0, to == text.length());
    }

    private static void add(List<Segment> segments, String text, boolean match) {
        if (!text.isEmpty()) {
            segments.add(new Segment(text, match));
        }
    }

    /** The place with the most others not far behind it, -1 when there is none. */
    private static int densest(List<TextSpan> spans) {
        int best = -1;
        int most = 0;
        int end = 0;
        for (int first = 0; first < spans.size(); first++) {
            while (end < spans.size() && spans.get(end).to() - spans.get(first).from() <= LONGEST - BEFORE) {
                end++;
            }
            if (Math.max(end - first, 1) > most) {
                most = Math.max(end - first, 1);
                best = first;
            }
            end = Math.max(end, first + 1);
        }
        return best;
    }

    /** The first beginning of a word from a place on; the place itself when no word begins before the limit. */
    private static int wordStart(String text, int from, int limit) {
        for (int at = from; at > 0 && at < limit; at++) {
            if (Character.isWhitespace(text.charAt(at - 1)) && !Character.isWhitespace(text.charAt(at))) {
                return at;
            }
        }
        return whole(text, from);
    }

    /** The last end of a word before a place; the place itself when there is none in the second half. */
    private static int wordEnd(String text, int to, int from) {
        for (int at = to; to < text.length() && at > from + LONGEST / 2; at--) {
            if (Character.isWhitespace(text.charAt(at)) && !Character.isWhitespace(text.charAt(at - 1))) {
                return at;
            }
        }
        return whole(text, to);
    }

    private static int whole(String text, int at) {
        boolean torn = at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
        return torn ? at - 1 : at;
    }
}
