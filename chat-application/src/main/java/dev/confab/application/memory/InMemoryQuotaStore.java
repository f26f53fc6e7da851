package dev.confab.application.memory;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.account.Erased;
import dev.confab.domain.quota.Admission;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Exceeded;
import dev.confab.domain.quota.Held;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.quota.Reservation;
import dev.confab.domain.quota.Reserving;
import dev.confab.domain.quota.Standing;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** Keeps as long as it exists itself how much owners use. Each method is one step under one lock. */
public final class InMemoryQuotaStore implements QuotaStore {

    private final InstantSource clock;
    private final BiFunction<Owner, RunId, Optional<Run>> runs;
    private final BiPredicate<Owner, IdempotencyKey> keys;
    private final Map<Owner, Use> all = new HashMap<>();

    /**
     * Makes a store in which nobody has used anything.
     *
     * @param clock the clock of the store that keeps runs
     * @param runs  tells how a run is stored, if this owner has it
     * @param keys  tells whether an owner's turn with this key was acknowledged
     */
    public InMemoryQuotaStore(InstantSource clock, BiFunction<Owner, RunId, Optional<Run>> runs,
            BiPredicate<Owner, IdempotencyKey> keys) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.runs = Objects.requireNonNull(runs, "runs");
        this.keys = Objects.requireNonNull(keys, "keys");
    }

    /** What one owner uses: requests by seconds, amounts by days, and what is held. */
    private static final class Use {
        private final TreeMap<Long, Integer> seconds = new TreeMap<>();
        private final Map<LocalDate, Amount> days = new HashMap<>();
        private final Map<RunId, Held> held = new HashMap<>();

        long requests() {
            return seconds.values().stream().mapToLong(Integer::longValue).sum();
        }

        void add(Instant at, Amount used) {
            if (!used.equals(Amount.NONE)) {
                days.merge(day(at), used, Amount::plus);
            }
        }
    }

    private Use of(Owner owner) {
        return all.computeIfAbsent(Objects.requireNonNull(owner, "owner"), unknown -> new Use());
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    @Override
    public synchronized Admission admit(Owner owner, Limits limits) {
        Instant now = clock.instant();
        Use use = of(owner);
        use.seconds.headMap(now.getEpochSecond() - WINDOW).clear();
        Optional<Exceeded> refused = limits.ofRequest(standing(owner, now));
        if (refused.isEmpty() && limits.most(Limit.REQUESTS_PER_MINUTE).isPresent()) {
            use.seconds.merge(now.getEpochSecond(), 1, Integer::sum);
        }
        return new Admission(refused, standing(owner, now));
    }

    @Override
    public synchronized Standing read(Owner owner) {
        return admit(owner, Limits.NONE).standing();
    }

    /** Charges what is due first, so that what is left is held. */
    private Standing standing(Owner owner, Instant now) {
        Use use = of(owner);
        use.held.values().removeIf(held -> {
            Optional<Amount> due = held.due(run(owner, held), now);
            due.ifPresent(amount -> use.add(held.since(), amount));
            return due.isPresent();
        });
        LocalDate today = day(now);
        Amount heldToday = Amount.NONE;
        long heldMonth = 0;
        for (Held held : use.held.values()) {
            Amount most = held.reservation().most();
            heldToday = day(held.since()).equals(today) ? heldToday.plus(most) : heldToday;
            heldMonth += day(held.since()).isBefore(today.withDayOfMonth(1)) ? 0 : most.spend();
        }
        long month = use.days.entrySet()
                .stream()
                .filter(day -> !day.getKey().isBefore(today.withDayOfMonth(1)))
                .mapToLong(day -> day.getValue().spend())
                .sum();
        long live = use.held.values().stream().filter(held -> held.isLive(run(owner, held), now)).count();
        Duration roomIn = use.seconds.isEmpty() ? Duration.ZERO
                : Duration.between(now, Instant.ofEpochSecond(use.seconds.firstKey() + WINDOW + 1));
        return new Standing(now, use.requests(), roomIn, live, use.days.getOrDefault(today, Amount.NONE), heldToday,
                month, heldMonth);
    }

    private Optional<Run> run(Owner owner, Held held) {
        return held.reservation().stored() ? runs.apply(owner, held.reservation().run()) : Optional.empty();
    }

    @Override
    public synchronized Reserving reserve(Owner owner, Limits limits, Reservation reservation) {
        if (reservation.key().filter(key -> keys.test(owner, key)).isPresent()) {
            return new Reserving.Known();
        }
        Instant now = clock.instant();
        Use use = of(owner);
        Held before = use.held.remove(reservation.run());
        Standing standing = standing(owner, now);
        Optional<Exceeded> refused = limits.ofRun(without(standing, interrupted(owner, reservation, now)),
                reservation.most());
        if (refused.isPresent()) {
            if (before != null) {
                use.held.put(reservation.run(), before);
            }
            return new Reserving.Refused(refused.get());
        }
        use.held.put(reservation.run(), new Held(reservation, now));
        return new Reserving.Reserved();
    }

    private long interrupted(Owner owner, Reservation reservation, Instant now) {
        return reservation.instead().isEmpty() ? 0
                : of(owner).held.values()
                        .stream()
                        .filter(held -> run(owner, held)
                                .filter(run -> run.session().equals(reservation.instead().get())
                                        && held.isLive(Optional.of(run), now))
                                .isPresent())
                        .count();
    }

    private static Standing without(Standing standing, long runs) {
        return new Standing(standing.at(), standing.requests(), standing.roomIn(), standing.liveRuns() - runs,
                standing.today(), standing.heldToday(), standing.month(), standing.heldMonth());
    }

    @Override
    public synchronized void settle(Owner owner, RunId run, Amount used) {
        Held held = of(owner).held.remove(run);
        if (held != null) {
            of(owner).add(held.since(), used);
        }
    }

    @Override
    public synchronized void charge(Owner owner, Amount used) {
        of(owner).add(clock.instant(), used);
    }

    @Override
    public synchronized Erased erase(Owner owner) {
        Use gone = all.remove(owner);
        return gone == null || gone.days.isEmpty() ? Erased.NOTHING
                : new Erased(Map.of("days_of_use", (long) gone.days.size()), false);
    }

    @Override
    public synchronized Erased forget(Duration age) {
        QuotaStore.requireOld(age);
        LocalDate before = day(clock.instant().minus(age));
        long forgotten = 0;
        for (Use use : all.values()) {
            int days = use.days.size();
            use.days.keySet().removeIf(day -> day.isBefore(before));
            forgotten += days - use.days.size();
        }
        return new Erased(Map.of("days_of_use", forgotten), false);
    }
}
