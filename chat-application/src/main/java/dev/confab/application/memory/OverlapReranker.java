package dev.confab.application.memory;

import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.Reranker;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Rates a passage by the share of the question's different words that stand in it. Meant for tests; never fails. */
public final class OverlapReranker implements Reranker {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    /** Makes one. */
    public OverlapReranker() {}

    @Override
    public List<Double> rate(PlainText question, List<PlainText> passages) {
        if (passages.isEmpty() || passages.size() > MAX_PASSAGES) {
            throw new IllegalArgumentException("1 to " + MAX_PASSAGES + " passages are rated at once");
        }
        Set<String> asked = words(question);
        return passages.stream().map(passage -> share(asked, words(passage))).toList();
    }

    private static double share(Set<String> asked, Set<String> said) {
        return asked.isEmpty() ? 0 : (double) asked.stream().filter(said::contains).count() / asked.size();
    }

    private static Set<String> words(PlainText text) {
        var words = new HashSet<String>();
        WORD.matcher(text.value().toLowerCase(Locale.ROOT)).results().map(MatchResult::group).forEach(words::add);
        return words;
    }
}
