package dev.confab.retrieval;

import dev.confab.domain.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Makes a query of a question. No character of a question has a meaning of its own: it is taken apart into terms and
 * nothing else, and however long it is, at most {@value #MOST_TERMS} of them are asked for, the rarest first.
 */
final class QuestionQuery {

    static final int MOST_TERMS = 64;
    /** Of a longer question only its beginning and its end are read. */
    static final int LONGEST = 32_000;

    private static final float HEADINGS_WEIGHT = 0.75f;
    /** Words of questions and of the way to an answer, beside Lucene's list of those that connect. */
    private static final Set<String> ASKING = Set.of("what", "which", "who", "whom", "whose", "when", "where", "why",
            "how", "do", "does", "did", "can", "could", "should", "would", "i", "me", "my", "we", "you", "your", "he",
            "she", "his", "her", "its", "am", "were", "been", "has", "have", "had", "from", "about", "please", "tell",
            "explain");

    private final Analyzer analyzer;
    private final Set<String> weak;

    QuestionQuery(Analyzer analyzer) {
        this.analyzer = analyzer;
        String list = EnglishAnalyzer.getDefaultStopSet()
                .stream()
                .map(word -> new String((char[]) word))
                .collect(Collectors.joining(" ")) + " " + String.join(" ", ASKING);
        this.weak = Set.copyOf(terms(list).keySet());
    }

    /** The query for what this owner may see; empty when the question has no term that the index knows. */
    Optional<Query> of(Owner owner, String question, IndexReader index) throws IOException {
        Map<String, Integer> terms = terms(question);
        if (!weak.containsAll(terms.keySet())) {
            terms.keySet().removeAll(weak);
        }
        List<String> rarest = rarest(terms.keySet(), index);
        if (rarest.isEmpty()) {
            return Optional.empty();
        }
        var anyTerm = new BooleanQuery.Builder();
        for (String term : rarest) {
            float weight = (float) (1 + Math.log(terms.getOrDefault(term, 1)));
            anyTerm.add(weighted(PassageFields.TEXT, term, weight), Occur.SHOULD);
            anyTerm.add(weighted(PassageFields.HEADINGS, term, weight * HEADINGS_WEIGHT), Occur.SHOULD);
        }
        Query visible = new BooleanQuery.Builder()
                .add(new TermQuery(PassageFields.scope(Optional.of(owner))), Occur.SHOULD)
                .add(new TermQuery(PassageFields.scope(Optional.empty())), Occur.SHOULD)
                .build();
        return Optional
                .of(new BooleanQuery.Builder().add(anyTerm.build(), Occur.MUST).add(visible, Occur.FILTER).build());
    }

    private static Query weighted(String field, String term, float weight) {
        return new BoostQuery(new TermQuery(new Term(field, term)), weight);
    }

    private static List<String> rarest(Set<String> terms, IndexReader index) throws IOException {
        record Counted(String term, int passages) {}
        var known = new ArrayList<Counted>();
        for (String term : terms) {
            int passages = Math.max(index.docFreq(new Term(PassageFields.TEXT, term)),
                    index.docFreq(new Term(PassageFields.HEADINGS, term)));
            if (passages > 0) {
                known.add(new Counted(term, passages));
            }
        }
        return known.stream()
                .sorted(Comparator.comparingInt(Counted::passages))
                .limit(MOST_TERMS)
                .map(Counted::term)
                .toList();
    }

    /** The terms of a text and how often each stands in it, in order of appearance. */
    private Map<String, Integer> terms(String text) {
        String read = text.length() <= LONGEST ? text
                : text.substring(0, LONGEST / 2) + "\n" + text.substring(text.length() - LONGEST / 2);
        var terms = new LinkedHashMap<String, Integer>();
        try (TokenStream stream = analyzer.tokenStream(PassageFields.TEXT, read)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                terms.merge(term.toString(), 1, Integer::sum);
            }
            stream.end();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return terms;
    }
}
