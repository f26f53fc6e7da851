package dev.confab.rest.testing;

import dev.confab.application.contract.ForwardingStore;
import dev.confab.application.memory.InMemoryAccountStore;
import dev.confab.application.memory.InMemoryAssistantStore;
import dev.confab.application.memory.InMemoryDocumentStore;
import dev.confab.application.memory.InMemoryQuotaStore;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.InMemorySummaryStore;
import dev.confab.application.memory.KnownDocuments;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.domain.Owner;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.TurnOpening;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that counts and can be broken, and a model that follows a script. */
public final class StandIns {

    public final InMemoryDocumentStore documents = new InMemoryDocumentStore(Clock.systemUTC());
    private final KnownDocuments known = KnownDocuments.of(documents, documents);
    public final InMemoryAssistantStore assistants = new InMemoryAssistantStore(Clock.systemUTC(), known);
    public final InMemorySessionStore memory = new InMemorySessionStore(Clock.systemUTC(), known, assistants);
    public final CountingStore store = new CountingStore(memory);
    /** The same sessions; it does not fail. */
    public final SessionCatalog catalog = memory;
    public final QuotaStore quotas = new InMemoryQuotaStore(Clock.systemUTC(), memory::findRun, memory::knows);
    public final InMemorySummaryStore summaries = new InMemorySummaryStore(memory);
    public final AccountStore account = new InMemoryAccountStore(memory, documents);
    public final ScriptedLlmGateway model = new ScriptedLlmGateway();

    /** Keeps sessions in memory, counts the turns that were opened, and fails when told to. */
    public static final class CountingStore extends ForwardingStore {

        private final AtomicInteger opened = new AtomicInteger();
        private volatile @Nullable RuntimeException fault;

        private CountingStore(InMemorySessionStore memory) {
            super(memory);
        }

        /** Returns how many turns were opened so far. */
        public int opened() {
            return opened.get();
        }

        /** From now on every call fails so. */
        public void breakWith(RuntimeException broken) {
            fault = broken;
        }

        /** From now on every call works again. */
        public void heal() {
            fault = null;
        }

        public boolean isBroken() {
            return fault instanceof StoreFault;
        }

        @Override
        protected void called() {
            RuntimeException broken = fault;
            if (broken != null) {
                throw broken;
            }
        }

        @Override
        public TurnOpening openTurn(Owner owner, NewTurn turn) {
            TurnOpening opening = super.openTurn(owner, turn);
            if (opening instanceof TurnOpening.Opened) {
                opened.incrementAndGet();
            }
            return opening;
        }
    }
}
