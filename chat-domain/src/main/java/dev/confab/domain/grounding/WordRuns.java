package dev.confab.domain.grounding;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the longest run of words that a text has in common with another one. For one thread. */
final class WordRuns {

    /** A word that stands in more places is looked for in the first ones only. */
    private static final int MOST_PLACES = 1_024;

    /** From which word to which one, of the text that is searched. */
    record Run(int from, int to) {
        static final Run NONE = new Run(0, 0);

        int length() {
            return to - from;
        }
    }

    private static final int[] NOWHERE = {};

    private final Map<String, int[]> places = new HashMap<>();
    private final int[] length;
    private final long[] seen;
    private long step;

    WordRuns(List<Token> words) {
        this.length = new int[words.size()];
        this.seen = new long[words.size()];
        var counts = new HashMap<String, Integer>();
        words.forEach(word -> counts.merge(word.key(), 1, Integer::sum));
        counts.forEach((word, count) -> places.put(word, new int[Math.min(count, MOST_PLACES)]));
        var filled = new HashMap<String, Integer>();
        for (int at = 0; at < words.size(); at++) {
            int index = filled.merge(words.get(at).key(), 1, Integer::sum) - 1;
            int[] all = places.getOrDefault(words.get(at).key(), NOWHERE);
            if (index < all.length) {
                all[index] = at;
            }
        }
    }

    /** The longest run of these words that stands in the text, the first one of equals. */
    Run longest(List<Token> words) {
        Run best = Run.NONE;
        long bestStep = 0;
        step++;
        for (Token word : words) {
            step++;
            int[] found = places.getOrDefault(word.key(), NOWHERE);
            // From the end, so that what the word before has written is still there.
            for (int index = found.length - 1; index >= 0; index--) {
                int at = found[index];
                length[at] = at > 0 && seen[at - 1] == step - 1 ? length[at - 1] + 1 : 1;
                seen[at] = step;
                boolean earlier = length[at] == best.length() && step == bestStep;
                if (length[at] > best.length() || earlier) {
                    best = new Run(at + 1 - length[at], at + 1);
                    bestStep = step;
                }
            }
        }
        return best;
    }
}
