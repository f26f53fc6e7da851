package dev.confab.openai.offline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Picks the sentences that carry most of a text's own words, for a question that names nothing to look for. */
final class Summary {

    private static final double LEAD = 0.5;

    private Summary() {}

    /** The sentences that say most, in the text's order; headings and questions only when there is nothing else. */
    static List<Sentence> of(String text, int most) {
        List<Sentence> all = Sentences.of(text);
        List<Sentence> telling = all.stream().filter(sentence -> !sentence.heading() && !sentence.asks()).toList();
        List<Sentence> sentences = telling.isEmpty() ? all : telling;
        var words = new ArrayList<List<String>>(sentences.size());
        Map<String, Integer> counts = new HashMap<>();
        for (Sentence sentence : sentences) {
            List<String> strong = Words.of(sentence.text()).stream().filter(word -> !Vocabulary.isWeak(word)).toList();
            words.add(strong);
            strong.forEach(word -> counts.merge(word, 1, Integer::sum));
        }
        record Scored(int at, double score) {}
        var scored = new ArrayList<Scored>(sentences.size());
        for (int at = 0; at < sentences.size(); at++) {
            double sum = 0;
            for (String word : new HashSet<>(words.get(at))) {
                sum += Math.log1p(counts.getOrDefault(word, 0));
            }
            double dense = sum / Math.sqrt(Math.max(6, words.get(at).size()));
            scored.add(new Scored(at, dense * (1 + LEAD / (1 + at))));
        }
        return scored.stream()
                .sorted(Comparator.comparingDouble(Scored::score).reversed())
                .limit(most)
                .sorted(Comparator.comparingInt(Scored::at))
                .map(best -> sentences.get(best.at()))
                .toList();
    }
}
