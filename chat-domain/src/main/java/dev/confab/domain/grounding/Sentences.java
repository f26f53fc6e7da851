package dev.confab.domain.grounding;

import dev.confab.domain.document.TextSpan;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the sentences of a passage; headings and items of lists have lines instead, which are without their marks. */
final class Sentences {

    private static final Pattern LINE_MARK = Pattern.compile("\\s*(?:(?:#{1,6}|[-*+>•|]|\\d{1,3}[.)])\\s+)+");
    /** A line that is shorter was ended on purpose. */
    private static final int WRAPPED = 40;

    private Sentences() {}

    /** The sentences, in their order, each with a word in it; together they have all words. */
    static List<TextSpan> of(String text) {
        var found = new ArrayList<TextSpan>();
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(text);
        int from = sentences.first();
        for (int to = sentences.next(); to != BreakIterator.DONE; from = to, to = sentences.next()) {
            addLines(found, text, from, to);
        }
        return found;
    }

    private static void addLines(List<TextSpan> found, String text, int from, int to) {
        int begin = from;
        for (int at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
            if (isEnd(text, begin, at, to)) {
                add(found, text, begin, at);
                begin = at + 1;
            }
        }
        add(found, text, begin, to);
    }

    /** Whether a line that breaks within a sentence ends something all the same. */
    private static boolean isEnd(String text, int begin, int at, int to) {
        int next = at + 1;
        while (next < to && Character.isWhitespace(text.charAt(next))) {
            if (text.charAt(next) == '\n') {
                return true;
            }
            next++;
        }
        boolean goesOn = next < to && Character.isLowerCase(text.codePointAt(next));
        int line = Math.max(begin, text.lastIndexOf('\n', at - 1) + 1);
        return !goesOn && (at - line < WRAPPED || LINE_MARK.matcher(text).region(line, at).lookingAt()
                || LINE_MARK.matcher(text).region(at + 1, to).lookingAt());
    }

    private static void add(List<TextSpan> found, String text, int from, int to) {
        Matcher mark = LINE_MARK.matcher(text).region(from, to);
        int begin = mark.lookingAt() ? mark.end() : from;
        int end = to;
        while (begin < end && Character.isWhitespace(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (!Token.of(text.substring(begin, end)).isEmpty()) {
            found.add(new TextSpan(begin, end));
        } else if (!found.isEmpty() && end > begin) {
            TextSpan last = found.removeLast();
            found.add(text.substring(last.to(), begin).isBlank() ? new TextSpan(last.from(), end) : last);
        }
    }
}
