package dev.confab.domain.grounding;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.TextSpan;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One passage, prepared for finding in it what statements rest on. For one thread. */
final class Evidence {

    /** A shorter run of words is in many texts by chance. */
    private static final int FEW_WORDS = 4;
    private static final double NUMBER = 1.5;

    private final Passage passage;
    private final List<TextSpan> sentences;
    private final List<Token> words;
    private final int[] sentenceOf;
    private final WordRuns runs;
    private final Map<String, List<Integer>> sentencesWith = new HashMap<>();
    private final List<Set<String>> names;
    private final UnicodeScript script;

    Evidence(Passage passage) {
        this.passage = passage;
        this.sentences = Sentences.of(passage.text().value());
        this.words = Token.of(passage.text().value());
        this.sentenceOf = new int[words.size()];
        this.runs = new WordRuns(words);
        this.script = Terms.script(words);
        this.names = new ArrayList<>();
        names.add(keys(passage.title()));
        passage.headings().forEach(heading -> names.add(keys(heading)));
        index();
    }

    private void index() {
        int word = 0;
        for (int at = 0; at < sentences.size(); at++) {
            int first = word;
            while (word < words.size() && (words.get(word).from() < sentences.get(at).to())) {
                sentenceOf[word++] = at;
            }
            for (String term : Terms.of(words.subList(first, word))) {
                sentencesWith.computeIfAbsent(term, ignored -> new ArrayList<>()).add(at);
            }
        }
    }

    /**
     * Returns where in the passage stands what a statement rests on, if it does.
     *
     * @param asked what the question is about
     */
    Optional<TextSpan> of(Statement said, Set<String> asked) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        WordRuns.Run best = WordRuns.Run.NONE;
        for (List<Token> quoted : said.quotations()) {
            WordRuns.Run run = runs.longest(quoted);
            if (run.length() == quoted.size()) {
                best = run.length() > best.length() ? run : best;
            } else if (!isName(quoted)) {
                return Optional.empty();
            }
        }
        int shared = mostShared(said.terms());
        if (best.length() < FEW_WORDS) {
            WordRuns.Run run = runs.longest(said.words());
            best = isTelling(run) ? run : best;
        }
        if (best.length() >= FEW_WORDS || isTelling(best) || (best.length() > 0 && shared < 0)) {
            return Optional.of(around(best));
        }
        if (shared >= 0) {
            return Optional.of(quote(shared, shared, sentences.get(shared).from()));
        }
        boolean comparable = !said.terms().isEmpty() && said.script() == script;
        return comparable ? Optional.empty() : Optional.of(forQuestion(asked));
    }

    /** Whether a run of words is more than chance: many words, or a whole sentence. */
    private boolean isTelling(WordRuns.Run run) {
        if (run.length() == 0 || Terms.of(words.subList(run.from(), run.to())).isEmpty()) {
            return false;
        }
        int enough = words.get(run.from()).dense() ? 2 * FEW_WORDS : FEW_WORDS;
        int sentence = sentenceOf[run.from()];
        boolean whole = run.length() > 1 && sentenceOf[run.to() - 1] == sentence
                && (run.from() == 0 || sentenceOf[run.from() - 1] < sentence)
                && (run.to() == words.size() || sentenceOf[run.to()] > sentence);
        return whole || run.length() >= enough;
    }

    private TextSpan forQuestion(Set<String> asked) {
        int sentence = Math.max(0, mostShared(asked));
        return quote(sentence, sentence, sentences.get(sentence).from());
    }

    /** The sentence that shares most with some terms, rare ones first; negative when none shares anything. */
    private int mostShared(Set<String> terms) {
        var points = new HashMap<Integer, Double>();
        for (String term : terms) {
            List<Integer> having = sentencesWith.getOrDefault(term, List.of());
            double weight = (Character.isDigit(term.charAt(0)) ? NUMBER : 1) / Math.sqrt(having.size());
            having.forEach(sentence -> points.merge(sentence, weight, Double::sum));
        }
        int best = -1;
        for (Map.Entry<Integer, Double> entry : points.entrySet()) {
            double lead = best < 0 ? 1 : entry.getValue() - points.getOrDefault(best, 0.0);
            best = lead > 1e-9 || (lead > -1e-9 && entry.getKey() < best) ? entry.getKey() : best;
        }
        return best;
    }

    /** The sentence that most of a run stands in, and its neighbour if much of the run stands there. */
    private TextSpan around(WordRuns.Run run) {
        int first = sentenceOf[run.from()];
        int[] counts = new int[sentenceOf[run.to() - 1] - first + 1];
        for (int word = run.from(); word < run.to(); word++) {
            counts[sentenceOf[word] - first]++;
        }
        int best = 0;
        for (int at = 1; at < counts.length; at++) {
            best = counts[at] > counts[best] ? at : best;
        }
        int other = best > 0 && (best + 1 == counts.length || counts[best - 1] >= counts[best + 1]) ? best - 1
                : best + 1;
        boolean both = other < counts.length && counts[other] >= FEW_WORDS;
        int from = first + (both ? Math.min(best, other) : best);
        int to = first + (both ? Math.max(best, other) : best);
        return quote(from, to, Math.max(sentences.get(from).from(), words.get(run.from()).from()));
    }

    /** Whole sentences where they are short enough, else what stands around a place. */
    private TextSpan quote(int first, int last, int focus) {
        int from = sentences.get(first).from();
        int to = sentences.get(last).to();
        if (to - from > Quotes.LONGEST && first < last) {
            boolean early = focus < sentences.get(first).to();
            return early ? quote(first, first, focus) : quote(last, last, focus);
        }
        return Quotes.within(passage.text().value(), words, new TextSpan(from, to), focus);
    }

    private boolean isName(List<Token> quoted) {
        return names.stream().anyMatch(name -> quoted.stream().allMatch(word -> name.contains(word.key())));
    }

    private static Set<String> keys(PlainText text) {
        return Set.copyOf(Token.of(text.value()).stream().map(Token::key).toList());
    }
}
