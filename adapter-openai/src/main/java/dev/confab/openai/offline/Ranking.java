package dev.confab.openai.offline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Orders sentences by how well they answer a question: shared concepts weighted by rarity and damped by length as in
 * BM25, concepts that stand close together, what the heading or the sentence before already named, and whether the
 * sentence holds the kind of thing that was asked for.
 */
final class Ranking {

    /**
     * A sentence's place.
     *
     * @param score    higher is better, above 0
     * @param coverage which share of the question it covers, 0 to 1, rare concepts counting more
     */
    record Ranked(Candidate candidate, double score, double coverage) {}

    private static final Comparator<Ranked> BEST_FIRST = Comparator.comparingDouble(Ranked::score).reversed();
    private static final float[] NONE = {};
    private static final double SATURATION = 1.2;
    private static final double LENGTH = 0.35;
    private static final double FROM_BEFORE = 0.2;
    private static final double FROM_BEFORE_BY_PRONOUN = 0.5;
    private static final double FROM_HEADING = 0.35;
    private static final double NEARNESS = 0.3;
    private static final double EXPECTED = 1.35;
    private static final double QUESTION = 0.35;
    private static final double HEADING = 0.2;
    /** What a sentence is about stands among its first words. */
    private static final int OPENING = 2;
    private static final double TOPIC = 1.1;
    /** Only the best of so many are looked at closely. */
    private static final int SHORTLIST = 200;
    private static final Pattern PRONOUN = Pattern.compile(
            "(?:It|Its|They|Their|This|That|These|Those|He|His|She|Her|Such|There|Er|Sie|Es|Dies\\w*|Il|Elle|Ils|Elles|"
                    + "Ce|Cette|Él|Ella|Esto|Este|Esta|Он|Она|Оно|Они|Это|Bu|O)\\b.*",
            Pattern.DOTALL);

    private final Question question;
    private final List<Candidate> candidates;
    private final List<Question.Concept> concepts;
    private final Map<String, float[]> vocabulary = new HashMap<>();
    /** How well each candidate expresses each concept; empty where it expresses none. */
    private final float[][] strengths;
    private final int[] lengths;
    private final double[] importance;
    private double averageLength = 1;
    private double wholeImportance;

    private Ranking(Question question, List<Candidate> candidates) {
        this.question = question;
        this.candidates = candidates;
        this.concepts = question.concepts();
        this.strengths = new float[candidates.size()][];
        this.lengths = new int[candidates.size()];
        this.importance = new double[concepts.size()];
    }

    /** The candidates that have something in common with the question, best first, at most {@value #SHORTLIST}. */
    static List<Ranked> of(Question question, List<Candidate> candidates) {
        if (candidates.isEmpty() || question.concepts().isEmpty()) {
            return List.of();
        }
        return new Ranking(question, candidates).rank();
    }

    private List<Ranked> rank() {
        for (int at = 0; at < candidates.size(); at++) {
            match(at);
        }
        averageLength = Math.max(1, Arrays.stream(lengths).average().orElse(1));
        weigh();
        var roughly = new ArrayList<Ranked>();
        for (int at = 0; at < candidates.size(); at++) {
            Ranked ranked = roughly(at);
            if (ranked.score() > 0) {
                roughly.add(ranked);
            }
        }
        return roughly.stream().sorted(BEST_FIRST).limit(SHORTLIST).map(this::closely).sorted(BEST_FIRST).toList();
    }

    private void match(int at) {
        List<String> words = Words.of(candidates.get(at).sentence().text());
        lengths[at] = words.size();
        float[] best = NONE;
        for (String word : words) {
            float[] strength = vocabulary.computeIfAbsent(word, this::strength);
            if (strength.length > 0) {
                best = best.length == 0 ? strength.clone() : max(best, strength);
            }
        }
        strengths[at] = best;
    }

    /** How well a word expresses each concept; empty where it expresses none. */
    private float[] strength(String word) {
        var strength = new float[concepts.size()];
        boolean any = false;
        for (int at = 0; at < strength.length; at++) {
            strength[at] = (float) concepts.get(at).strength(word);
            any |= strength[at] > 0;
        }
        return any ? strength : NONE;
    }

    private static float[] max(float[] best, float[] other) {
        for (int at = 0; at < best.length; at++) {
            best[at] = Math.max(best[at], other[at]);
        }
        return best;
    }

    /** Rare concepts count more. One that no candidate has counts like the rarest, so that its absence shows. */
    private void weigh() {
        var frequency = new int[concepts.size()];
        for (float[] strength : strengths) {
            for (int at = 0; at < strength.length; at++) {
                frequency[at] += strength[at] > 0 ? 1 : 0;
            }
        }
        int all = candidates.size();
        for (int at = 0; at < importance.length; at++) {
            double seen = Math.max(1, frequency[at]);
            importance[at] = concepts.get(at).weight() * Math.log(1 + (all - seen + 0.5) / (seen + 0.5));
            // With few sentences every concept is common, and none of them is unimportant for that.
            importance[at] += concepts.get(at).weight() * 0.3;
            wholeImportance += importance[at];
        }
    }

    private Ranked roughly(int at) {
        Candidate candidate = candidates.get(at);
        float[] own = strengths[at];
        float[] heading = candidate.heading() < 0 ? NONE : strengths[candidate.heading()];
        float[] before = candidate.before() < 0 ? NONE : strengths[candidate.before()];
        if (own.length + heading.length + before.length == 0) {
            return new Ranked(candidate, 0, 0);
        }
        double fromBefore = PRONOUN.matcher(candidate.sentence().text()).lookingAt() ? FROM_BEFORE_BY_PRONOUN
                : FROM_BEFORE;
        double damping = SATURATION * (1 - LENGTH + LENGTH * lengths[at] / averageLength);
        double score = 0;
        double covered = 0;
        for (int of = 0; of < importance.length; of++) {
            double direct = at(own, of);
            double around = Math.max(fromBefore * at(before, of),
                    FROM_HEADING * at(heading, of));
            double strength = Math.max(direct, around);
            score += importance[of] * strength * (SATURATION + 1) / (strength + damping);
            covered += importance[of] * strength;
        }
        double coverage = covered / wholeImportance;
        score *= (0.4 + 0.6 * coverage) * candidate.trust();
        return new Ranked(candidate, score * factor(candidate), coverage);
    }

    private static double at(float[] strength, int concept) {
        return strength.length == 0 ? 0 : strength[concept];
    }

    /** Looks at where the concepts stand and at what was asked for. */
    private Ranked closely(Ranked roughly) {
        String text = roughly.candidate().sentence().text();
        var first = new int[concepts.size()];
        Arrays.fill(first, -1);
        List<String> words = Words.of(text);
        for (int at = words.size() - 1; at >= 0; at--) {
            float[] strength = vocabulary.getOrDefault(words.get(at), NONE);
            for (int of = 0; of < strength.length; of++) {
                if (strength[of] > 0 && concepts.get(of).strong()) {
                    first[of] = at;
                }
            }
        }
        double score = roughly.score() + nearness(first) * roughly.candidate().trust() * factor(roughly.candidate());
        int subject = Arrays.stream(first).filter(at -> at >= 0).min().orElse(Integer.MAX_VALUE);
        if (subject <= OPENING) {
            score *= TOPIC;
        }
        if (question.expectation().filter(kind -> holds(kind, text, words, subject)).isPresent()) {
            score *= EXPECTED;
        }
        return new Ranked(roughly.candidate(), score, roughly.coverage());
    }

    private static boolean holds(Expectation kind, String text, List<String> words, int subject) {
        // What is defined opens its definition: "a servo is", and not "hobby servos are".
        boolean opens = subject < words.size()
                && words.subList(0, subject).stream().allMatch(Vocabulary::isWeak);
        return kind.isMetBy(text) && (kind != Expectation.DEFINITION || opens);
    }

    private static double factor(Candidate candidate) {
        return candidate.sentence().heading() ? HEADING : candidate.sentence().asks() ? QUESTION : 1;
    }

    private double nearness(int[] first) {
        double near = 0;
        int last = -1;
        for (int of = 0; of < first.length; of++) {
            if (first[of] >= 0) {
                if (last >= 0) {
                    int distance = Math.abs(first[of] - first[last]);
                    near += NEARNESS * Math.min(importance[of], importance[last]) / Math.max(1, distance);
                }
                last = of;
            }
        }
        return near;
    }
}
