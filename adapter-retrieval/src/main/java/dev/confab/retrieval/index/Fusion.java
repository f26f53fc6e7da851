package dev.confab.retrieval.index;

import dev.confab.domain.PassageId;
import dev.confab.domain.retrieval.RankedPassage.Leg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the finds of words and of vectors together: the scores of each are stretched to 0 to 1 between the worst and the
 * best that was found, and added in equal parts. What one of them did not find has nothing from it.
 */
final class Fusion {

    private Fusion() {}

    /**
     * Returns all that was found, best first.
     *
     * @param lexical  what words found, best first
     * @param dense    what vectors found, best first; empty if nobody asked
     * @param coverage how much of the question's words each has
     */
    static List<Candidate> of(Map<PassageId, Leg> lexical, Optional<Map<PassageId, Leg>> dense,
            Map<PassageId, Double> coverage) {
        Map<PassageId, Leg> near = dense.orElse(Map.of());
        Stretch words = Stretch.of(lexical);
        Stretch vectors = Stretch.of(near);
        Set<PassageId> all = new LinkedHashSet<>(lexical.keySet());
        all.addAll(near.keySet());
        var candidates = new ArrayList<Candidate>(all.size());
        for (PassageId passage : all) {
            Optional<Leg> word = Optional.ofNullable(lexical.get(passage));
            Optional<Leg> vector = Optional.ofNullable(near.get(passage));
            double score = dense.isEmpty() ? word.map(Leg::score).orElse(0.0)
                    : (word.map(words::of).orElse(0.0) + vector.map(vectors::of).orElse(0.0)) / 2;
            candidates.add(new Candidate(passage, coverage.getOrDefault(passage, 0.0), word, vector, score));
        }
        candidates.sort(Comparator.comparingDouble(Candidate::score)
                .reversed()
                .thenComparingInt(candidate -> candidate.lexical().map(Leg::rank).orElse(Integer.MAX_VALUE))
                .thenComparingInt(candidate -> candidate.dense().map(Leg::rank).orElse(Integer.MAX_VALUE)));
        return candidates;
    }

    private record Stretch(double worst, double best) {

        static Stretch of(Map<PassageId, Leg> legs) {
            return new Stretch(legs.values().stream().mapToDouble(Leg::score).min().orElse(0),
                    legs.values().stream().mapToDouble(Leg::score).max().orElse(0));
        }

        double of(Leg leg) {
            return best > worst ? (leg.score() - worst) / (best - worst) : 1;
        }
    }
}
