package dev.confab.retrieval.lexical;

import dev.confab.retrieval.language.Language;
import dev.confab.retrieval.language.LanguageGuess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * A question as an index is asked it. No character has a meaning of its own: it is taken apart into words and nothing
 * else, and however long it is, at most {@value #MOST_WORDS} of them are asked for, the rarest first. A word has a form in
 * each language that the index has passages in, and is looked for in all of them; how rare it is, is reckoned over all of
 * them together, so that passages of several languages can be compared.
 */
public final class Question {

    static final int MOST_WORDS = 64;
    /** Of a longer question only its beginning and its end are read. */
    static final int LONGEST = 32_000;
    /** How much a title or heading that has the word counts beside the text. */
    private static final float ABOVE_WEIGHT = 0.67f;
    /** How much a passage in another language than the question's counts. */
    private static final float FOREIGN_WEIGHT = 0.7f;
    /**
     * Few passages tell little about how rare a word is. So many are supposed beside them when it is reckoned how much of a
     * question a passage covers.
     */
    private static final int SUPPOSED = 1_000;

    private final List<Word> words;
    private final Optional<Language> language;

    /**
     * A word of the question.
     *
     * @param forms     as the fields of each language have it
     * @param frequency how often the question says it
     * @param passages  how many passages have it, about
     */
    private record Word(Map<Language, String> forms, int frequency, int passages, int all) {

        float rarity() {
            return (float) Math.log1p((all - passages + 0.5) / (passages + 0.5));
        }

        double share() {
            return Math.log1p((all + SUPPOSED - passages + 0.5) / (passages + 0.5));
        }
    }

    /** Where a word stands in the question. */
    private record Place(int from, int to) {}

    private Question(List<Word> words, Optional<Language> language) {
        this.words = words;
        this.language = language;
    }

    /** Takes a question apart for what an index has now. */
    public static Question of(String asked, IndexReader index) throws IOException {
        String read = asked.length() <= LONGEST ? asked
                : asked.substring(0, LONGEST / 2) + "\n" + asked.substring(asked.length() - LONGEST / 2);
        LanguageGuess guess = LanguageGuess.of(read);
        var forms = new LinkedHashMap<Place, Map<Language, String>>();
        for (Language language : Language.values()) {
            if (index.getDocCount(WordFields.text(language)) > 0) {
                forms(read, language, forms);
            }
        }
        var strong = new LinkedHashMap<>(forms);
        strong.keySet().removeIf(place -> guess.language().saysLittle(read.substring(place.from(), place.to())));
        List<Word> words = words((strong.isEmpty() ? forms : strong).values(), index);
        return new Question(words, guess.certain() ? Optional.of(guess.language()) : Optional.empty());
    }

    /** Whether there is a word in it that the index knows. */
    public boolean canBeFound() {
        return words.stream().anyMatch(word -> word.passages() > 0);
    }

    /** The query for passages that have any of its words, among those that pass a filter. */
    public Query within(Query filter) {
        var anyWord = new BooleanQuery.Builder();
        for (Word word : words) {
            float weight = word.rarity() * (float) (1 + Math.log(word.frequency()));
            word.forms().forEach((spoken, term) -> {
                float own = language.filter(one -> one != spoken).isPresent() ? weight * FOREIGN_WEIGHT : weight;
                anyWord.add(weighted(WordFields.text(spoken), term, own), Occur.SHOULD);
                anyWord.add(weighted(WordFields.above(spoken), term, own * ABOVE_WEIGHT), Occur.SHOULD);
            });
        }
        return new BooleanQuery.Builder().add(anyWord.build(), Occur.MUST).add(filter, Occur.FILTER).build();
    }

    /**
     * Returns how much of what is asked for each passage has, 0 to 1: the share of its words, rare ones counting more, be it
     * in the text or in what it stands under. Words that nobody has count too.
     *
     * @param hits passages of the index, in its order
     */
    public Map<Integer, Double> coverage(IndexReader index, int[] hits) throws IOException {
        double all = words.stream().mapToDouble(Word::share).sum();
        var covered = new HashMap<Integer, Double>();
        int at = 0;
        for (LeafReaderContext leaf : index.leaves()) {
            int end = at;
            while (end < hits.length && hits[end] < leaf.docBase + leaf.reader().maxDoc()) {
                end++;
            }
            for (Word word : words) {
                boolean[] has = new boolean[end - at];
                for (Map.Entry<Language, String> form : word.forms().entrySet()) {
                    mark(leaf, new Term(WordFields.text(form.getKey()), form.getValue()), hits, at, has);
                    mark(leaf, new Term(WordFields.above(form.getKey()), form.getValue()), hits, at, has);
                }
                for (int hit = 0; hit < has.length; hit++) {
                    if (has[hit]) {
                        covered.merge(hits[at + hit], word.share() / all, Double::sum);
                    }
                }
            }
            at = end;
        }
        return covered;
    }

    /** Marks the hits of a segment, from a first one on, that have a term. */
    private static void mark(LeafReaderContext leaf, Term term, int[] hits, int first, boolean[] has)
            throws IOException {
        PostingsEnum passages = has.length == 0 ? null : leaf.reader().postings(term, PostingsEnum.NONE);
        for (int hit = 0; passages != null && hit < has.length; hit++) {
            int passage = hits[first + hit] - leaf.docBase;
            int there = passages.docID() < passage ? passages.advance(passage) : passages.docID();
            has[hit] |= there == passage;
        }
    }

    private static Query weighted(String field, String term, float weight) {
        return new BoostQuery(new TermQuery(new Term(field, term)), weight);
    }

    private static List<Word> words(Iterable<Map<Language, String>> all, IndexReader index) throws IOException {
        var frequencies = new LinkedHashMap<Map<Language, String>, Integer>();
        all.forEach(forms -> frequencies.merge(forms, 1, Integer::sum));
        var words = new ArrayList<Word>();
        for (Map.Entry<Map<Language, String>, Integer> entry : frequencies.entrySet()) {
            int passages = 0;
            for (Map.Entry<Language, String> form : entry.getKey().entrySet()) {
                passages += Math.max(index.docFreq(new Term(WordFields.text(form.getKey()), form.getValue())),
                        index.docFreq(new Term(WordFields.above(form.getKey()), form.getValue())));
            }
            int most = index.maxDoc();
            words.add(new Word(entry.getKey(), entry.getValue(), Math.min(passages, most), most));
        }
        words.sort(Comparator.comparing((Word word) -> word.passages() == 0).thenComparingInt(Word::passages));
        return List.copyOf(words.subList(0, Math.min(MOST_WORDS, words.size())));
    }

    private static void forms(String read, Language language, Map<Place, Map<Language, String>> forms)
            throws IOException {
        try (TokenStream stream = language.analyzer().tokenStream(WordFields.text(language), read)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                forms.computeIfAbsent(new Place(offset.startOffset(), offset.endOffset()),
                        place -> new EnumMap<>(Language.class)).put(language, term.toString());
            }
            stream.end();
        }
    }
}
