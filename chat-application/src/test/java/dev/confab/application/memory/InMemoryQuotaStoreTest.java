package dev.confab.application.memory;

import dev.confab.application.contract.QuotaStoreContract;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

class InMemoryQuotaStoreTest extends QuotaStoreContract {

    private final InMemorySessionStore memory = new InMemorySessionStore(InstantSource.system());

    @Override
    protected QuotaStore store(Supplier<Instant> clock) {
        return new InMemoryQuotaStore(clock::get, memory::findRun, memory::knows);
    }

    @Override
    protected SessionStore sessions() {
        return memory;
    }

    @Override
    protected RunStore runs() {
        return memory;
    }

    @Override
    protected SessionCatalog catalog() {
        return memory;
    }
}
