package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds passages by identity or by words (BM25), reading all that an owner may see. Guarded by the lock of its store. */
final class PassageSearch {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final double K1 = 0.9;
    private static final double B = 0.4;
    private static final int LONG_WORD = 6;

    private record Hit(StoredPassage passage, double score, double support) {}

    private record Read(StoredPassage passage, Map<String, Integer> words, int length) {}

    private final DocumentShelf shelf;

    PassageSearch(DocumentShelf shelf) {
        this.shelf = shelf;
    }

    List<Passage> find(Owner owner, Scope scope, List<PassageId> passages) {
        return passages.stream()
                .flatMap(id -> shelf.passage(id).stream())
                .filter(StoredPassage::isSearchable)
                .filter(passage -> isIn(owner, scope, passage.version().document()))
                .map(StoredPassage::passage)
                .toList();
    }

    private static boolean isIn(Owner owner, Scope scope, StoredDocument document) {
        return document.isVisibleTo(owner) && (document.isRemembered() || scope.includes(document.id()));
    }

    List<RankedPassage> search(Owner owner, Scope scope, PlainText question, int limit) {
        Set<String> asked = words(question).keySet();
        List<Read> all = read(owner, scope);
        double mean = all.stream().mapToInt(Read::length).average().orElse(1);
        Map<String, Double> weights = weights(asked, all);
        double most = asked.stream().mapToDouble(PassageSearch::meaning).sum();
        List<Hit> hits = all.stream()
                .map(read -> hit(read, weights, most, mean))
                .filter(hit -> hit.score() > 0)
                .sorted(Comparator.comparingDouble(Hit::score).reversed())
                .limit(limit)
                .toList();
        var ranked = new ArrayList<RankedPassage>();
        for (Hit hit : hits) {
            ranked.add(new RankedPassage(hit.passage().passage(), hit.score(), hit.support(),
                    Optional.of(new RankedPassage.Leg(ranked.size() + 1, hit.score())), Optional.empty(),
                    Optional.empty()));
        }
        return List.copyOf(ranked);
    }

    private List<Read> read(Owner owner, Scope scope) {
        return shelf.searchable()
                .filter(document -> !document.isRemembered() && isIn(owner, scope, document))
                .flatMap(document -> document.searchable().stream())
                .flatMap(version -> version.passages().values().stream())
                .map(PassageSearch::read)
                .toList();
    }

    private static Read read(StoredPassage passage) {
        Map<String, Integer> words = words(passage.passage().text());
        return new Read(passage, words, words.values().stream().mapToInt(Integer::intValue).sum());
    }

    private static Map<String, Double> weights(Set<String> asked, List<Read> all) {
        Map<String, Double> weights = new HashMap<>();
        for (String word : asked) {
            long having = all.stream().filter(read -> read.words().containsKey(word)).count();
            weights.put(word, Math.log(1 + (all.size() - having + 0.5) / (having + 0.5)));
        }
        return weights;
    }

    /** How much of a question a word is: in few passages no word is rare, but the common ones are short. */
    private static double meaning(String word) {
        return Math.min(word.length(), LONG_WORD);
    }

    private static Hit hit(Read read, Map<String, Double> weights, double most, double mean) {
        double score = 0;
        double covered = 0;
        for (var asked : weights.entrySet()) {
            int times = read.words().getOrDefault(asked.getKey(), 0);
            if (times > 0) {
                covered += meaning(asked.getKey());
                score += asked.getValue() * times / (times + K1 * (1 - B + B * read.length() / mean));
            }
        }
        return new Hit(read.passage(), score, most == 0 ? 0 : Math.min(1, covered / most));
    }

    private static Map<String, Integer> words(PlainText text) {
        Map<String, Integer> words = new LinkedHashMap<>();
        WORD.matcher(text.value().toLowerCase(Locale.ROOT))
                .results()
                .forEach(found -> words.merge(found.group(), 1, Integer::sum));
        return words;
    }
}
