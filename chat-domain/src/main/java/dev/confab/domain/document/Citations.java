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

    /** The longest sentence of the passage, or line where sentences are not told apart, that stands in the answer. */
    private static Optional<PlainText> quote(String answer, String passage) {
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(passage);
        String longest = "";
        int from = sentences.first();
        for (int to = sentences.next(); to != BreakIterator.DONE; from = to, to = sentences.next()) {
            String sentence = passage.substring(from, to).strip();
            longest = longer(longest, sentence, answer);
            if (sentence.indexOf('\n') >= 0) {
                // A heading, a list: nothing ends their lines but the line's end.
                for (String line : sentence.lines().toList()) {
                    longest = longer(longest, LINE_MARK.matcher(line).replaceFirst("").strip(), answer);
                }
            }
        }
        return longest.isEmpty() ? Optional.empty() : Optional.of(PlainText.of(longest));
    }

    private static String longer(String longest, String other, String answer) {
        return other.length() > longest.length() && answer.contains(other) ? other : longest;
    }
}
