package dev.confab.domain.quota;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** How much each owner may use. Of what it does not mention he may have any amount. */
public final class Limits {

    /** The highest limit. */
    public static final long MOST = 999_999_999_999_999L;

    /** There are none. */
    public static final Limits NONE = new Limits(Map.of());

    /** When a run ends nobody knows; then it is worth another try. */
    static final Duration UNTIL_A_RUN_ENDS = Duration.ofSeconds(5);

    private static final Set<Limit> USED_UP = Set.of(Limit.TOKENS_PER_DAY, Limit.SPEND_PER_DAY, Limit.SPEND_PER_MONTH);

    private final Map<Limit, Long> most;

    private Limits(Map<Limit, Long> most) {
        this.most = most.isEmpty() ? new EnumMap<>(Limit.class) : new EnumMap<>(most);
    }

    /**
     * Returns limits.
     *
     * @param most by limit, 1 to {@value #MOST}
     */
    public static Limits of(Map<Limit, Long> most) {
        if (most.values().stream().anyMatch(limit -> limit < 1 || limit > MOST)) {
            throw new IllegalArgumentException("a limit is 1 to " + MOST);
        }
        return most.isEmpty() ? NONE : new Limits(most);
    }

    /** Returns the limits there are, in the order of {@link Limit}. */
    public List<Limit> all() {
        return List.copyOf(most.keySet());
    }

    /** Returns how much of it an owner may have; empty for any amount. */
    public OptionalLong most(Limit limit) {
        Long found = most.get(limit);
        return found == null ? OptionalLong.empty() : OptionalLong.of(found);
    }

    /** Returns whether there are none. */
    public boolean isNone() {
        return most.isEmpty();
    }

    /** Returns whether something has to be held back for a turn. */
    public boolean holdsBack() {
        return most.containsKey(Limit.LIVE_RUNS) || countsTokens();
    }

    /** Returns whether it matters how many tokens a turn uses. */
    public boolean countsTokens() {
        return USED_UP.stream().anyMatch(most::containsKey);
    }

    /** Returns these limits for a run that lives already. */
    public Limits forLiveRun() {
        var others = new EnumMap<>(most);
        others.remove(Limit.LIVE_RUNS);
        return new Limits(others);
    }

    /** Returns why one more request is refused, or that it is not. */
    public Optional<Exceeded> ofRequest(Standing standing) {
        OptionalLong limit = most(Limit.REQUESTS_PER_MINUTE);
        return limit.isPresent() && standing.requests() >= limit.getAsLong()
                ? Optional.of(new Exceeded(Limit.REQUESTS_PER_MINUTE, standing.roomIn()))
                : Optional.empty();
    }

    /**
     * Returns why a run that may use so much is refused, or that it is not. What is held for others counts as if it were used; if it
     * stands in the way alone, it is worth trying again soon.
     */
    public Optional<Exceeded> ofRun(Standing standing, Amount wanted) {
        OptionalLong runs = most(Limit.LIVE_RUNS);
        if (runs.isPresent() && standing.liveRuns() >= runs.getAsLong()) {
            return Optional.of(new Exceeded(Limit.LIVE_RUNS, UNTIL_A_RUN_ENDS));
        }
        // What takes longest to come back is what is told.
        for (Limit limit : List.of(Limit.SPEND_PER_MONTH, Limit.SPEND_PER_DAY, Limit.TOKENS_PER_DAY)) {
            if (exceeds(limit, standing.settled(limit), wanted)) {
                return Optional.of(new Exceeded(limit, standing.renewedIn(limit).orElse(UNTIL_A_RUN_ENDS)));
            }
        }
        for (Limit limit : List.of(Limit.SPEND_PER_MONTH, Limit.SPEND_PER_DAY, Limit.TOKENS_PER_DAY)) {
            if (exceeds(limit, standing.used(limit), wanted)) {
                return Optional.of(new Exceeded(limit, UNTIL_A_RUN_ENDS));
            }
        }
        return Optional.empty();
    }

    private boolean exceeds(Limit limit, long used, Amount wanted) {
        OptionalLong most = most(limit);
        long more = limit == Limit.TOKENS_PER_DAY ? wanted.tokens() : wanted.spend();
        return most.isPresent() && used + more > most.getAsLong();
    }
}
