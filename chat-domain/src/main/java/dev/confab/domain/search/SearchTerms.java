package dev.confab.domain.search;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What an index keeps of a text, so that a query finds it. */
public final class SearchTerms {

    /** The most terms of one text. What comes behind them in a text of so many different words is not found by them. */
    public static final int MOST = 20_000;

    private SearchTerms() {}

    /** Returns the different terms of a text, at most {@value #MOST}, each of at most 65 UTF-16 code units. */
    public static Set<String> of(String text) {
        var terms = new LinkedHashSet<String>();
        List<TextWord> words = TextWord.of(text);
        for (int at = 0; at < words.size() && terms.size() < MOST - 1; at++) {
            TextWord word = words.get(at);
            terms.add(word.key());
            if (word.dense()) {
                if (at + 1 < words.size() && word.touches(words.get(at + 1))) {
                    terms.add(word.key() + words.get(at + 1).key());
                }
            } else {
                String stem = Stem.of(word.key());
                if (!stem.equals(word.key())) {
                    terms.add(Lookup.STEM + stem);
                }
            }
        }
        return terms;
    }
}
