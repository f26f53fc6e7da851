package dev.confab.domain.quota;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;

/**
 * How much an owner has used.
 *
 * @param at        when that was looked at, by the store's clock
 * @param requests  requests that count now
 * @param roomIn    when the oldest of them does not count any more
 * @param liveRuns  runs that have not ended
 * @param today     what was used on this day, in UTC
 * @param heldToday what is held back on this day for runs whose use is not known yet
 * @param month     what was spent in this month, in UTC
 * @param heldMonth what is held back in this month of what may be spent
 */
public record Standing(Instant at, long requests, Duration roomIn, long liveRuns, Amount today, Amount heldToday,
        long month, long heldMonth) {

    public Standing {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(roomIn, "roomIn");
        Objects.requireNonNull(today, "today");
        Objects.requireNonNull(heldToday, "heldToday");
        if (requests < 0 || liveRuns < 0 || month < 0 || heldMonth < 0) {
            throw new IllegalArgumentException("amounts are not negative");
        }
    }

    /** Returns how much of it is used or held back. */
    public long used(Limit limit) {
        return settled(limit) + held(limit);
    }

    /** Returns how much of it is used for good. */
    public long settled(Limit limit) {
        return switch (limit) {
            case REQUESTS_PER_MINUTE -> requests;
            case LIVE_RUNS -> liveRuns;
            case TOKENS_PER_DAY -> today.tokens();
            case SPEND_PER_DAY -> today.spend();
            case SPEND_PER_MONTH -> month;
        };
    }

    /** Returns how much of it is held back. */
    public long held(Limit limit) {
        return switch (limit) {
            case REQUESTS_PER_MINUTE, LIVE_RUNS -> 0;
            case TOKENS_PER_DAY -> heldToday.tokens();
            case SPEND_PER_DAY -> heldToday.spend();
            case SPEND_PER_MONTH -> heldMonth;
        };
    }

    /** Returns when there is more of it again; empty when nobody knows, and for requests when none counts. */
    public Optional<Duration> renewedIn(Limit limit) {
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        return switch (limit) {
            case REQUESTS_PER_MINUTE -> requests == 0 ? Optional.empty() : Optional.of(roomIn);
            case LIVE_RUNS -> Optional.empty();
            case TOKENS_PER_DAY, SPEND_PER_DAY -> Optional.of(until(day.plusDays(1)));
            case SPEND_PER_MONTH -> Optional.of(until(day.withDayOfMonth(1).plusMonths(1)));
        };
    }

    private Duration until(LocalDate day) {
        return Duration.between(at, day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
