package dev.confab.domain.grounding;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.TextSpan;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The rule that finds the citations of an answer: a marker {@code [n]} in its text cites the n-th passage of its prompt.
 * Markers that no passage answers to are no citations, however often a model writes them.
 */
public final class Citations {

    private static final Pattern LINE_MARK = Pattern.compile("^\\s*(?:#{1,6}\\s|[-*+>•]\\s|\\d{1,3}[.)]\\s)+");
    private static final Pattern MARKER = Pattern.compile("\\[(\\d{1,4})]");

    private Citations() {}

    /**
     * Returns one citation for each passage that the answer names, ordered by marker.
     *
     * @param answer   the answer's text
     * @param passages the passages as they were numbered in the prompt, the first one being {@code [1]}
     */
    public static List<Citation> of(PlainText answer, List<Passage> passages) {
        if (passages.isEmpty() || answer.value().indexOf('[') < 0) {
            return List.of();
        }
        var citations = new ArrayList<Citation>();
        var seen = new TreeSet<Integer>();
        MARKER.matcher(answer.value()).results().forEach(found -> {
            int marker = Integer.parseInt(found.group(1));
            if (marker >= 1 && marker <= passages.size() && seen.add(marker)) {
                cite(marker, found.end(), passages.get(marker - 1), answer.value()).ifPresent(citations::add);
            }
        });
        return List.copyOf(citations);
    }

    private static Optional<Citation> cite(int marker, int at, Passage passage, String answer) {
        return quote(answer, passage.text().value()).map(quote -> {
            int from = passage.text().value().indexOf(quote.value());
            TextSpan span = passage.span().within(from, from + quote.length());
            return new Citation(marker, at, passage.id(), passage.document(), passage.version(), passage.title(),
                    passage.pageAt(from), span, quote);
        });
    }

    /** The longest sentence or line of the passage that stands in the answer; headings and lists have lines only. */
    private static Optional<PlainText> quote(String answer, String passage) {
        String longest = longestLine("", passage, answer);
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(passage);
        int from = sentences.first();
        for (int to = sentences.next(); to != BreakIterator.DONE; from = to, to = sentences.next()) {
            String sentence = passage.substring(from, to);
            longest = longestLine(longer(longest, sentence, answer), sentence, answer);
        }
        return longest.isEmpty() ? Optional.empty() : Optional.of(PlainText.of(longest));
    }

    private static String longestLine(String longest, String text, String answer) {
        return text.lines()
                .map(line -> LINE_MARK.matcher(line).replaceFirst(""))
                .reduce(longest, (before, line) -> longer(before, line, answer));
    }

    private static String longer(String longest, String piece, String answer) {
        String other = piece.strip();
        return other.length() > longest.length() && answer.contains(other) ? other : longest;
    }
}
