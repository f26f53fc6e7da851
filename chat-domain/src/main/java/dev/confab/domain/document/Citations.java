package dev.confab.domain.document;

import dev.confab.domain.PlainText;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
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
        var markers = new TreeSet<Integer>();
        MARKER.matcher(answer.value())
                .results()
                .map(MatchResult::group)
                .map(found -> Integer.valueOf(found.substring(1, found.length() - 1)))
                .filter(marker -> marker >= 1 && marker <= passages.size())
                .forEach(markers::add);
        var citations = new ArrayList<Citation>(markers.size());
        for (int marker : markers) {
            Passage passage = passages.get(marker - 1);
            citations.add(new Citation(marker, passage.id(), passage.document(), passage.title(),
                    quote(answer.value(), passage.text().value())));
        }
        return List.copyOf(citations);
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
