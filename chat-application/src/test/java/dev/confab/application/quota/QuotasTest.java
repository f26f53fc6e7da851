package dev.confab.application.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.memory.InMemoryQuotaStore;
import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.quota.Admission;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.Price;
import dev.confab.domain.quota.PriceList;
import dev.confab.domain.quota.QuotaStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QuotasTest {

    private final Owner ada = new Owner("ada");
    private final QuotaStore store = new InMemoryQuotaStore(InstantSource.system(), (owner, run) -> Optional.empty(),
            (owner, key) -> false);

    private Quotas limited(Limit limit, long most) {
        return new Quotas(new QuotaSettings(Limits.of(Map.of(limit, most)),
                new PriceList(Map.of("small", new Price(1_000_000, 2_000_000)))), store);
    }

    @Test
    void admit_ofOneUser_asksTheStoreOneAtATime() throws Exception {
        Quotas quotas = limited(Limit.REQUESTS_PER_MINUTE, 40);
        var asking = new AtomicInteger();
        var together = new AtomicInteger();
        var watched = new Quotas(quotas.settings(), new Forwarding(store) {
            @Override
            public Admission admit(Owner owner, Limits limits) {
                together.accumulateAndGet(asking.incrementAndGet(), Math::max);
                // Long enough for another one to be seen, if there is one.
                for (int look = 0; look < 50; look++) {
                    super.read(owner);
                }
                Admission admission = super.admit(owner, limits);
                asking.decrementAndGet();
                return admission;
            }
        });
        Callable<Boolean> request = () -> watched.admit(ada).refused().isEmpty();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> told = threads
                    .invokeAll(IntStream.range(0, 100).mapToObj(nth -> request).toList());
            long admitted = 0;
            for (Future<Boolean> each : told) {
                admitted += each.get() ? 1 : 0;
            }
            assertEquals(40, admitted);
        }
        assertEquals(1, together.get());
    }

    @Test
    void charge_ofWhatIsUsedBesideTurns_isByThePriceOfItsModel() {
        Quotas quotas = limited(Limit.SPEND_PER_DAY, 1_000);

        quotas.charge(ada, "small", new Usage(10, 5));

        assertEquals(new Amount(15, 20), quotas.read(ada).orElseThrow().today());
        limited(Limit.LIVE_RUNS, 1).charge(ada, "small", new Usage(10, 5));
        assertEquals(15, quotas.read(ada).orElseThrow().today().tokens());
    }

    @Test
    void forget_goesOnUntilNothingOldIsLeft() {
        var left = new AtomicInteger(3);
        var some = new Quotas(limited(Limit.LIVE_RUNS, 1).settings(), new Forwarding(store) {
            @Override
            public Erased forget(Duration age) {
                return new Erased(Map.of("days_of_use", 2L), left.decrementAndGet() > 0);
            }
        });

        assertEquals(6, some.forget().counts().get("days_of_use"));
        assertTrue(new Quotas(QuotaSettings.DEFAULT, store).read(ada).isEmpty());
    }
}
