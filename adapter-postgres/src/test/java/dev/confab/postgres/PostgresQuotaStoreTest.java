package dev.confab.postgres;

import static dev.confab.application.contract.TurnFixtures.Ask.asking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.QuotaStoreContract;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.Price;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.quota.Reservation;
import dev.confab.domain.quota.Reserving;
import dev.confab.domain.quota.Standing;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionStore;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostgresQuotaStoreTest extends QuotaStoreContract {

    private static final Amount MOST = new Amount(100, 100);

    @Override
    protected QuotaStore store(Supplier<Instant> clock) {
        return new PostgresQuotaStore(SharedDatabase.beans().getBean(Queries.class), () -> Optional.of(clock.get()));
    }

    @Override
    protected SessionStore sessions() {
        return SharedDatabase.store();
    }

    @Override
    protected RunStore runs() {
        return SharedDatabase.beans().getBean(RunStore.class);
    }

    @Override
    protected SessionCatalog catalog() {
        return SharedDatabase.beans().getBean(SessionCatalog.class);
    }

    private static Reservation reservation(RunId run) {
        return Reservation.of(run, MOST, new Price(1_000_000, 1_000_000));
    }

    private static void execute(String sql) {
        try (Connection connection = TestConnections.open(SharedDatabase.server().url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void store_ofTheContext_isThis_andGoesByTheClockOfTheDatabase() {
        QuotaStore store = SharedDatabase.beans().getBean(QuotaStore.class);
        assertInstanceOf(PostgresQuotaStore.class, store);
        Owner owner = FilledStore.owner("clock");
        Instant before = Instant.now();

        Standing standing = store.admit(owner, Limits.of(Map.of(Limit.REQUESTS_PER_MINUTE, 9L))).standing();

        assertTrue(Duration.between(before, standing.at()).abs().compareTo(Duration.ofSeconds(30)) < 0);
        assertTrue(standing.roomIn().compareTo(Duration.ofSeconds(60)) >= 0);
        assertTrue(standing.roomIn().compareTo(Duration.ofSeconds(61)) <= 0);
    }

    /** Four pools, as four servers have them: more connections than the locks let through. */
    @Test
    void severalServers_whenManyAskAtOnce_giveTogetherWhatMayBeGiven() throws Exception {
        Owner owner = FilledStore.owner("burst");
        Limits limits = Limits.of(Map.of(Limit.REQUESTS_PER_MINUTE, 37L, Limit.LIVE_RUNS, 11L, Limit.SPEND_PER_DAY,
                900L));
        List<ApplicationContext> servers = IntStream.range(0, 4)
                .mapToObj(nth -> SharedDatabase.beans(SharedDatabase.server().url(), "database.pool-size", "4"))
                .toList();
        try (var threads = Executors.newFixedThreadPool(12)) {
            List<QuotaStore> stores = servers.stream().map(server -> server.getBean(QuotaStore.class)).toList();

            assertEquals(37, count(threads.invokeAll(IntStream.range(0, 200)
                    .<Callable<Boolean>>mapToObj(nth -> () -> stores.get(nth % 4)
                            .admit(owner, limits)
                            .refused()
                            .isEmpty())
                    .toList())));
            assertEquals(9, count(threads.invokeAll(IntStream.range(0, 200)
                    .<Callable<Boolean>>mapToObj(nth -> () -> stores.get(nth % 4)
                            .reserve(owner, limits,
                                    reservation(new RunId(UUID.randomUUID()))) instanceof Reserving.Reserved)
                    .toList())));
            assertEquals(900, stores.getFirst().read(owner).used(Limit.SPEND_PER_DAY));
        } finally {
            servers.forEach(ApplicationContext::close);
        }
    }

    private static long count(List<Future<Boolean>> told) throws Exception {
        long yes = 0;
        for (Future<Boolean> each : told) {
            yes += each.get() ? 1 : 0;
        }
        return yes;
    }

    /** Who is refused waits for nobody: here somebody holds all that there is to be waited for. */
    @Test
    void refusal_whileAnotherHoldsTheLocks_comesAtOnce() throws Exception {
        QuotaStore store = SharedDatabase.beans().getBean(QuotaStore.class);
        Owner owner = FilledStore.owner("locked");
        Limits limits = Limits.of(Map.of(Limit.REQUESTS_PER_MINUTE, 1L, Limit.LIVE_RUNS, 1L));
        store.admit(owner, limits);
        store.reserve(owner, limits, reservation(new RunId(UUID.randomUUID())));
        try (Connection other = TestConnections.open(SharedDatabase.server().url());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('quota' || E'\\n' || '" + owner.value()
                    + "', 0))");
            statement.execute("SELECT FROM request_windows WHERE owner = '" + owner.value() + "' FOR UPDATE");

            assertTrue(store.admit(owner, limits).refused().isPresent());
            assertInstanceOf(Reserving.Refused.class,
                    store.reserve(owner, limits, reservation(new RunId(UUID.randomUUID()))));
            Limits more = Limits.of(Map.of(Limit.REQUESTS_PER_MINUTE, 2L));
            assertInstanceOf(StoreFault.Unavailable.class, assertFails(() -> store.admit(owner, more)));
            other.rollback();
        }
        assertTrue(store.admit(owner, limits).refused().isPresent());
    }

    private static RuntimeException assertFails(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException fault) {
            return fault;
        }
        throw new AssertionError("did not fail");
    }

    /** Within a minute the process that executed a run has its own word about it. */
    @Test
    void reservation_ofARunThatAnotherEnded_isHeldForAMinute() {
        QuotaStore store = SharedDatabase.beans().getBean(QuotaStore.class);
        Owner owner = FilledStore.owner("interrupted");
        Limits limits = Limits.of(Map.of(Limit.TOKENS_PER_DAY, 150L));
        NewTurn turn = asking("question").leasedFor(Duration.ofNanos(1)).turn();
        assertInstanceOf(Reserving.Reserved.class, store.reserve(owner, limits, reservation(turn.run())));
        SharedDatabase.store().openTurn(owner, turn);
        runs().cancel(owner, turn.run());

        assertEquals(0, store.read(owner).liveRuns());
        assertEquals(MOST, store.read(owner).heldToday());
        execute("UPDATE runs SET ended_at = ended_at - interval '61 seconds' WHERE id = '" + turn.run() + "'");
        assertEquals(Amount.NONE, store.read(owner).heldToday());
        assertInstanceOf(Reserving.Reserved.class,
                store.reserve(owner, limits, reservation(new RunId(UUID.randomUUID()))));
        assertEquals(Amount.NONE, store.read(owner).today());
    }
}
