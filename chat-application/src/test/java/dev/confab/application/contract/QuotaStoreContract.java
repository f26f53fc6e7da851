package dev.confab.application.contract;

import static dev.confab.application.contract.TurnFixtures.Ask.asking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.quota.Admission;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Exceeded;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.Price;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.quota.Reservation;
import dev.confab.domain.quota.Reserving;
import dev.confab.domain.quota.Standing;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a {@link QuotaStore} promises. */
public abstract class QuotaStoreContract {

    /** In the second half of a month and of a day, years after every run of a test. */
    private static final Instant NOON = Instant.parse("2100-06-20T12:00:00.250Z");
    private static final Price PRICE = new Price(1_000_000, 2_000_000);
    private static final Amount MOST = new Amount(100, 150);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final Owner ada = new Owner("ada " + UUID.randomUUID() + " \uD83D\uDE80 O'Neill");
    private final Owner bob = new Owner("bob " + UUID.randomUUID());

    /** Returns a store over the same place as the others, for which it is as late as that says. */
    protected abstract QuotaStore store(Supplier<Instant> clock);

    protected abstract SessionStore sessions();

    protected abstract RunStore runs();

    protected abstract SessionCatalog catalog();

    private QuotaStore store() {
        return store(now::get);
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private static Limits limit(Limit limit, long most) {
        return Limits.of(Map.of(limit, most));
    }

    private static Reservation some() {
        return Reservation.of(new RunId(UUID.randomUUID()), MOST, PRICE);
    }

    private static Reservation of(RunId run) {
        return Reservation.of(run, MOST, PRICE);
    }

    private static Exceeded refused(Reserving reserving) {
        return assertInstanceOf(Reserving.Refused.class, reserving).why();
    }

    private static void reserved(Reserving reserving) {
        assertInstanceOf(Reserving.Reserved.class, reserving);
    }

    private TurnOpening.Opened open(NewTurn turn) {
        return assertInstanceOf(TurnOpening.Opened.class, sessions().openTurn(ada, turn));
    }

    @Test
    final void admit_upToTheLimit_counts_andThenRefusesUntilTheOldestIsAMinuteOld() {
        QuotaStore store = store();
        Limits three = limit(Limit.REQUESTS_PER_MINUTE, 3);

        for (int nth = 1; nth <= 3; nth++) {
            Admission admission = store.admit(ada, three);
            assertEquals(Optional.empty(), admission.refused());
            assertEquals(nth, admission.standing().requests());
            pass(Duration.ofSeconds(10));
        }

        Exceeded refused = store.admit(ada, three).refused().orElseThrow();
        assertEquals(Limit.REQUESTS_PER_MINUTE, refused.limit());
        // A second counts until all of it is a minute old.
        assertEquals(Duration.ofMillis(30_750), refused.retryAfter());
        assertEquals(3, store.read(ada).requests());
        assertEquals(Optional.empty(), store.admit(bob, three).refused());

        pass(refused.retryAfter().minusMillis(1));
        assertTrue(store.admit(ada, three).refused().isPresent());
        pass(Duration.ofMillis(1));
        assertEquals(3, store.admit(ada, three).standing().requests());
        assertEquals(Duration.ofSeconds(10), store.admit(ada, three).refused().orElseThrow().retryAfter());
        pass(Duration.ofMinutes(5));
        assertEquals(0, store.read(ada).requests());
        assertEquals(1, store.admit(ada, three).standing().requests());
    }

    @Test
    final void admit_withoutALimitOfRequests_countsNothing() {
        QuotaStore store = store();

        assertEquals(0, store.admit(ada, limit(Limit.LIVE_RUNS, 1)).standing().requests());
        assertEquals(new Standing(NOON, 0, Duration.ZERO, 0, Amount.NONE, Amount.NONE, 0, 0),
                at(store.read(ada), NOON));
    }

    /** PostgreSQL has no nanoseconds. */
    private static Standing at(Standing standing, Instant at) {
        assertFalse(Duration.between(at, standing.at()).abs().compareTo(Duration.ofMillis(1)) > 0);
        return new Standing(at, standing.requests(), standing.roomIn(), standing.liveRuns(), standing.today(),
                standing.heldToday(), standing.month(), standing.heldMonth());
    }

    @Test
    final void admit_whenManyAskAtOnce_admitsAsManyAsMay() throws Exception {
        QuotaStore store = store();
        Limits fifty = limit(Limit.REQUESTS_PER_MINUTE, 50);

        assertEquals(50, together(200, () -> store.admit(ada, fifty).refused().isEmpty()));
        assertEquals(50, store.read(ada).requests());
    }

    private static long together(int many, Callable<Boolean> call) throws Exception {
        // No more of them than a store has connections: they are not to wait for these.
        try (var threads = Executors.newFixedThreadPool(8)) {
            long yes = 0;
            for (Future<Boolean> told : threads.invokeAll(IntStream.range(0, many).mapToObj(nth -> call).toList())) {
                yes += told.get() ? 1 : 0;
            }
            return yes;
        }
    }

    @ParameterizedTest
    @MethodSource("limitsOfRuns")
    final void reserve_upToTheLimit_isHeld_andThenRefusedUntilARunEnds(Limit limit, long most) {
        QuotaStore store = store();
        Limits limits = limit(limit, most);
        Reservation first = some();

        reserved(store.reserve(ada, limits, first));
        reserved(store.reserve(ada, limits, some()));
        Exceeded refused = refused(store.reserve(ada, limits, some()));
        assertEquals(new Exceeded(limit, Duration.ofSeconds(5)), refused);
        assertEquals(2, store.read(ada).liveRuns());
        assertEquals(most, store.read(ada).used(limit));
        reserved(store.reserve(bob, limits, some()));

        store.settle(ada, first.run(), Amount.NONE);
        reserved(store.reserve(ada, limits, some()));
        refused(store.reserve(ada, limits, some()));
    }

    static Stream<Object[]> limitsOfRuns() {
        return Stream.of(new Object[][] { { Limit.LIVE_RUNS, 2L }, { Limit.TOKENS_PER_DAY, 200L },
                { Limit.SPEND_PER_DAY, 300L }, { Limit.SPEND_PER_MONTH, 300L } });
    }

    @ParameterizedTest
    @MethodSource("limitsOfRuns")
    final void reserve_whenManyAskAtOnce_holdsNoMoreThanMay(Limit limit, long most) throws Exception {
        QuotaStore store = store();

        assertEquals(2,
                together(50, () -> store.reserve(ada, limit(limit, most), some()) instanceof Reserving.Reserved));
        assertEquals(most, store.read(ada).used(limit));
    }

    @Test
    final void use_inEveryInterleaving_staysWithinTheLimit() throws Exception {
        QuotaStore store = store();
        Limits limits = Limits.of(Map.of(Limit.TOKENS_PER_DAY, 5_000L, Limit.LIVE_RUNS, 7L));

        long runs = together(200, () -> {
            Reservation reservation = some();
            if (!(store.reserve(ada, limits, reservation) instanceof Reserving.Reserved)) {
                return false;
            }
            Standing standing = store.read(ada);
            assertTrue(standing.used(Limit.TOKENS_PER_DAY) <= 5_000 && standing.liveRuns() <= 7, standing.toString());
            var used = new Amount(ThreadLocalRandom.current().nextLong(MOST.tokens() + 1), 1);
            store.settle(ada, reservation.run(), used);
            store.settle(ada, reservation.run(), used);
            return true;
        });

        Standing standing = store.read(ada);
        assertEquals(new Amount(0, 0), standing.heldToday());
        assertEquals(0, standing.liveRuns());
        assertEquals(runs, standing.today().spend());
        assertTrue(standing.today().tokens() <= 5_000);
    }

    @Test
    final void settle_chargesOnce_andForTheDayOfTheReservation() {
        QuotaStore store = store();
        Limits limits = limit(Limit.TOKENS_PER_DAY, 150);
        NewTurn turn = asking("question").turn();
        Reservation late = of(turn.run());
        reserved(store.reserve(ada, limits, late));
        open(turn);
        refused(store.reserve(ada, limits, some()));

        pass(Duration.ofDays(1));
        assertEquals(Amount.NONE, store.read(ada).heldToday());
        Reservation next = some();
        reserved(store.reserve(ada, limits, next));
        store.settle(ada, late.run(), new Amount(90, 20));
        store.settle(ada, next.run(), new Amount(60, 10));
        store.settle(ada, next.run(), new Amount(60, 10));
        store.settle(bob, next.run(), new Amount(60, 10));
        store.settle(ada, new RunId(UUID.randomUUID()), new Amount(60, 10));

        Standing standing = store.read(ada);
        assertEquals(new Amount(60, 10), standing.today());
        assertEquals(30, standing.month());
        // Nothing is held any more: what is used is used until midnight.
        assertEquals(new Exceeded(Limit.TOKENS_PER_DAY, Duration.ofHours(12).minusMillis(250)),
                refused(store.reserve(ada, limits, some())));
        assertEquals(Amount.NONE, store.read(bob).today());
    }

    @Test
    final void spend_ofAMonth_isForgottenInTheNext() {
        QuotaStore store = store();
        Limits limits = limit(Limit.SPEND_PER_MONTH, 200);
        store.charge(ada, new Amount(7, 60));
        pass(Duration.ofDays(3));

        Duration left = Duration.between(now.get(), Instant.parse("2100-07-01T00:00:00Z"));
        assertEquals(new Exceeded(Limit.SPEND_PER_MONTH, left), refused(store.reserve(ada, limits, some())));
        pass(left);
        reserved(store.reserve(ada, limits, some()));
        assertEquals(0, store.read(ada).month());
        assertEquals(150, store.read(ada).heldMonth());
    }

    @Test
    final void reserve_ofTheSameRunAgain_replacesWhatWasHeld_ifItFits() {
        QuotaStore store = store();
        Limits limits = Limits.of(Map.of(Limit.TOKENS_PER_DAY, 300L, Limit.LIVE_RUNS, 1L));
        Reservation first = some();
        reserved(store.reserve(ada, limits, first));

        reserved(store.reserve(ada, limits, Reservation.of(first.run(), new Amount(300, 0), PRICE)));
        assertEquals(300, store.read(ada).heldToday().tokens());
        assertEquals(1, store.read(ada).liveRuns());
        refused(store.reserve(ada, limits, Reservation.of(first.run(), new Amount(301, 0), PRICE)));
        assertEquals(300, store.read(ada).heldToday().tokens());
    }

    @Test
    final void reserve_forAKnownKey_isToldSo_evenWhenNothingIsLeft() {
        QuotaStore store = store();
        NewTurn turn = asking("once").keyed("the key").turn();
        var keyed = new Reservation(turn.run(), true, turn.key(), Optional.empty(), MOST, PRICE);
        reserved(store.reserve(ada, limit(Limit.LIVE_RUNS, 1), keyed));
        open(turn);

        var again = new Reservation(new RunId(UUID.randomUUID()), true, turn.key(), Optional.empty(), MOST, PRICE);
        assertInstanceOf(Reserving.Known.class, store.reserve(ada, limit(Limit.LIVE_RUNS, 1), again));
        assertInstanceOf(Reserving.Refused.class, store.reserve(ada, limit(Limit.LIVE_RUNS, 1), some()));
        reserved(store.reserve(bob, limit(Limit.LIVE_RUNS, 1), again));
    }

    @Test
    final void reserve_whereRunsOfTheSessionAreInterrupted_doesNotCountThem() {
        QuotaStore store = store();
        Limits one = limit(Limit.LIVE_RUNS, 1);
        NewTurn turn = asking("first").turn();
        reserved(store.reserve(ada, one, of(turn.run())));
        TurnOpening.Opened opened = open(turn);
        NewTurn next = asking("second").in(opened.session().id()).turn();

        refused(store.reserve(ada, one, of(next.run())));
        reserved(store.reserve(ada, one, new Reservation(next.run(), true, Optional.empty(), next.session(), MOST,
                PRICE)));
        open(next);
        assertEquals(1, store.read(ada).liveRuns());
    }

    @ParameterizedTest
    @MethodSource("ends")
    final void reservation_whoseRunHasEnded_isChargedAsItsReceiptSays_whoeverSettlesIt(RunOutcome end, Amount used) {
        QuotaStore store = store();
        NewTurn turn = asking("question").turn();
        reserved(store.reserve(ada, limit(Limit.LIVE_RUNS, 1), of(turn.run())));
        TurnOpening.Opened opened = open(turn);
        pass(Duration.ofHours(2));
        assertEquals(1, store.read(ada).liveRuns());
        assertEquals(MOST, store.read(ada).heldToday());

        sessions().closeTurn(ada, TurnFixtures.end(opened, end));

        assertEquals(0, store.read(ada).liveRuns());
        assertEquals(Amount.NONE, store.read(ada).heldToday());
        assertEquals(used, store.read(ada).today());
        reserved(store.reserve(ada, limit(Limit.LIVE_RUNS, 1), some()));
        assertEquals(used, store.read(ada).today());
        assertEquals(used.spend(), store.read(ada).month());
        // The word of the process that executed it comes late, and changes nothing.
        store.settle(ada, turn.run(), used);
        assertEquals(used, store.read(ada).today());
    }

    static Stream<Object[]> ends() {
        var told = new Amount(38, 31 + 14);
        return Stream.of(new Object[][] { { TurnFixtures.completed("answer"), told },
                { TurnFixtures.incomplete("half an ans"), told }, { TurnFixtures.cancelled(""), told },
                { TurnFixtures.failed(), Amount.NONE } });
    }

    @Test
    final void reservation_whoseRunIsTakenOver_isChargedOnce() {
        QuotaStore store = store();
        NewTurn turn = asking("question").leasedFor(Duration.ofNanos(1)).turn();
        reserved(store.reserve(ada, limit(Limit.LIVE_RUNS, 1), of(turn.run())));
        TurnOpening.Opened opened = open(turn);
        // What another process needs for it takes the place of what was held.
        reserved(store.reserve(ada, limit(Limit.TOKENS_PER_DAY, 100), of(turn.run())));
        runs().claim(TurnFixtures.HOLD, 1_000);
        assertEquals(1, store.read(ada).liveRuns());

        sessions().closeTurn(ada, TurnFixtures.end(opened.session().id(),
                new Execution(turn.run(), 2), TurnFixtures.completed("answer")));

        assertEquals(new Amount(38, 45), store.read(ada).today());
    }

    @Test
    final void reservation_whoseRunNobodyAccountsFor_isChargedAsHeld_ifItShowedSomething() {
        QuotaStore store = store();
        NewTurn silent = asking("question").leasedFor(Duration.ofNanos(1)).turn();
        reserved(store.reserve(ada, limit(Limit.LIVE_RUNS, 2), of(silent.run())));
        open(silent);
        NewTurn shown = asking("question").followed().leasedFor(Duration.ofNanos(1)).turn();
        reserved(store.reserve(ada, limit(Limit.LIVE_RUNS, 2), of(shown.run())));
        open(shown);
        runs().append(TurnFixtures.HOLD, List.of(new TextPiece(
                new Execution(shown.run(), 1), 0, PlainText.of("shown"),
                List.of())));

        runs().cancel(ada, silent.run());
        runs().cancel(ada, shown.run());

        pass(Duration.ofMinutes(2));
        assertEquals(0, store.read(ada).liveRuns());
        assertEquals(Amount.NONE, store.read(ada).heldToday());
        assertEquals(MOST, store.read(ada).today());
    }

    @Test
    final void reservation_ofARunThatNeverBegan_isDroppedAfterAMinute() {
        QuotaStore store = store();
        reserved(store.reserve(ada, limit(Limit.LIVE_RUNS, 1), some()));
        pass(Duration.ofSeconds(59));
        assertEquals(1, store.read(ada).liveRuns());
        pass(Duration.ofSeconds(2));
        assertEquals(0, store.read(ada).liveRuns());
        assertEquals(Amount.NONE, store.read(ada).today());
        reserved(store.reserve(ada, limit(Limit.LIVE_RUNS, 1), some()));
    }

    @Test
    final void reservation_ofARunThatIsNotStored_isHeldForHalfAnHour_andThenChargedAsHeld() {
        QuotaStore store = store();
        reserved(store.reserve(ada, limit(Limit.LIVE_RUNS, 1), new Reservation(new RunId(UUID.randomUUID()), false,
                Optional.empty(), Optional.empty(), MOST, PRICE)));
        pass(Duration.ofMinutes(29));
        assertEquals(1, store.read(ada).liveRuns());
        assertEquals(MOST, store.read(ada).heldToday());
        pass(Duration.ofMinutes(2));
        assertEquals(0, store.read(ada).liveRuns());
        assertEquals(MOST, store.read(ada).today());
    }

    @Test
    final void deletingTheSession_doesNotGiveBackWhatItsRunUsed() {
        QuotaStore store = store();
        NewTurn turn = asking("question").turn();
        reserved(store.reserve(ada, limit(Limit.LIVE_RUNS, 1), of(turn.run())));
        TurnOpening.Opened opened = open(turn);
        sessions().closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("answer")));
        catalog().delete(ada, opened.session().id(), Optional.empty());

        store.settle(ada, turn.run(), new Amount(38, 45));

        assertEquals(new Amount(38, 45), store.read(ada).today());
    }

    @Test
    final void erase_forgetsAllOfTheOwnerAndNothingElse() {
        QuotaStore store = store();
        Limits limits = limit(Limit.REQUESTS_PER_MINUTE, 5);
        for (Owner owner : List.of(ada, bob)) {
            store.admit(owner, limits);
            store.charge(owner, new Amount(5, 6));
            reserved(store.reserve(owner, limits, some()));
        }

        assertFalse(store.erase(ada).more());
        assertFalse(store.erase(ada).more());

        assertEquals(new Standing(NOON, 0, Duration.ZERO, 0, Amount.NONE, Amount.NONE, 0, 0),
                at(store.read(ada), NOON));
        Standing others = store.read(bob);
        assertEquals(1, others.requests());
        assertEquals(new Amount(5, 6), others.today());
        assertEquals(1, others.liveRuns());
    }

    @Test
    final void forget_takesWhatIsOldAndLeavesWhatLimitsNeed() {
        QuotaStore store = store();
        store.charge(ada, new Amount(5, 6));
        pass(Duration.ofDays(10));
        store.charge(ada, new Amount(7, 8));
        assertThrows(IllegalArgumentException.class, () -> store.forget(Duration.ofDays(61)));

        store.forget(QuotaStore.LEAST_AGE);
        assertEquals(14, store.read(ada).month());
        pass(QuotaStore.LEAST_AGE);
        var counts = new ArrayList<Long>();
        do {
            counts.add(store.forget(QuotaStore.LEAST_AGE).counts().get("days_of_use"));
        } while (counts.getLast() > 0);
        assertTrue(counts.getFirst() >= 1);
        now.set(NOON.plus(Duration.ofDays(10)));
        assertEquals(new Amount(7, 8), store.read(ada).today());
        assertEquals(8, store.read(ada).month());
    }
}
