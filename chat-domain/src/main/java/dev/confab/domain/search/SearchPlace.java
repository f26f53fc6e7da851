package dev.confab.domain.search;

import dev.confab.domain.SessionId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/**
 * Where a hit stands among all hits of a query: those with a better score come first, of equals the newer ones.
 *
 * @param score   how well it has what is asked for
 * @param at      when it was stored
 * @param session the session it is in
 * @param seq     its position there; 0 is the session's title
 */
public record SearchPlace(double score, Instant at, SessionId session, long seq) implements Comparable<SearchPlace> {

    private static final Comparator<SearchPlace> BEST_FIRST = Comparator.comparingDouble(SearchPlace::score)
            .thenComparing(SearchPlace::at)
            .reversed()
            .thenComparing(place -> place.session().value())
            .thenComparingLong(SearchPlace::seq);

    public SearchPlace {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(session, "session");
        if (Double.isNaN(score) || seq < 0) {
            throw new IllegalArgumentException("a score is a number, and a position is not negative");
        }
    }

    @Override
    public int compareTo(SearchPlace other) {
        return BEST_FIRST.compare(this, other);
    }
}
