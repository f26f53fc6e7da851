package dev.confab.domain.account;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one step of forgetting has deleted.
 *
 * @param counts how much of what, by a word in small letters; what there was nothing of may be missing
 * @param more   whether there is something left to delete
 */
public record Erased(Map<String, Long> counts, boolean more) {

    /** There was nothing. */
    public static final Erased NOTHING = new Erased(Map.of(), false);

    public Erased {
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    /** Returns both together; there is more when there is after the later one. */
    public Erased and(Erased later) {
        var sum = new TreeMap<>(counts);
        later.counts.forEach((what, count) -> sum.merge(what, count, Long::sum));
        return new Erased(sum, later.more);
    }
}
