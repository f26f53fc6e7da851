package dev.confab.domain.search;

import dev.confab.domain.document.TextSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well a text has what is asked for.
 *
 * @param asked how many things are asked for
 * @param found how many of them it has
 * @param score how well, from 0 to 1; depends on the query and on the text, and on nothing else
 * @param spans where, in the order of the text, without overlaps
 */
public record Match(int asked, int found, double score, List<TextSpan> spans) {

    /** How fast more of the same stops to matter, and how much longer texts lose by it. */
    private static final double SATURATION = 0.9;
    private static final double LENGTH_SHARE = 0.4;
    private static final double USUAL_LENGTH = 100;
    /** What of a score is for standing together in the order that was asked for. */
    private static final double TOGETHER = 0.2;
    private static final double MICRO = 1_000_000;
    /** What is there more often is there often enough. */
    private static final int MOST_SPANS = 1_000;

    public Match {
        spans = List.copyOf(spans);
    }

    /** Returns whether the text has all of it. */
    public boolean isWhole() {
        return asked > 0 && found == asked;
    }

    static Match of(List<Asked> all, String text) {
        List<TextWord> words = TextWord.of(text);
        double[] weights = new double[all.size()];
        var spans = new ArrayList<TextSpan>();
        int pairs = 0;
        for (int at = 0; at < words.size(); at++) {
            for (int nth = 0; nth < all.size(); nth++) {
                Asked asked = all.get(nth);
                double like = asked.at(words, at);
                if (like > 0) {
                    weights[nth] += like;
                    int end = at + asked.words().size();
                    if (spans.size() < MOST_SPANS) {
                        spans.add(new TextSpan(words.get(at).from(), words.get(end - 1).to()));
                    }
                    boolean followed = nth + 1 < all.size() && all.get(nth + 1).at(words, end) > 0;
                    pairs |= followed ? 1 << nth : 0;
                }
            }
        }
        return of(weights, Integer.bitCount(pairs), words.size(), merged(spans));
    }

    private static Match of(double[] weights, int pairs, int length, List<TextSpan> spans) {
        double sum = 0;
        int found = 0;
        for (double weight : weights) {
            double brake = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH);
            sum += weight / (weight + brake);
            found += weight > 0 ? 1 : 0;
        }
        double words = weights.length == 0 ? 0 : sum / weights.length;
        double score = weights.length < 2 ? words
                : (1 - TOGETHER) * words + TOGETHER * pairs / (weights.length - 1);
        return new Match(weights.length, found, Math.round(score * MICRO) / MICRO, spans);
    }

    private static List<TextSpan> merged(List<TextSpan> spans) {
        var merged = new ArrayList<TextSpan>();
        for (TextSpan span : spans.stream().sorted(Comparator.comparingInt(TextSpan::from)).toList()) {
            TextSpan last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && span.from() <= last.to()) {
                merged.set(merged.size() - 1, new TextSpan(last.from(), Math.max(last.to(), span.to())));
            } else {
                merged.add(span);
            }
        }
        return merged;
    }
}
