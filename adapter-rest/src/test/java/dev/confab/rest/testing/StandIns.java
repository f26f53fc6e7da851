package dev.confab.rest.testing;

import dev.confab.application.contract.ForwardingStore;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.KnownDocuments;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.TurnOpening;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that counts and can be broken, and a model that follows a script. */
public final class StandIns {

    public final CountingStore store;
    public final ScriptedLlmGateway model = new ScriptedLlmGateway();

    StandIns() {
        this(KnownDocuments.NONE);
    }

    /** With sessions beside these documents. */
    StandIns(KnownDocuments documents) {
        store = new CountingStore(documents);
    }

    /** Keeps sessions in memory, counts the turns that were opened, and fails when told to. */
    public static final class CountingStore extends ForwardingStore {

        private final AtomicInteger opened = new AtomicInteger();
        private volatile @Nullable RuntimeException fault;

        private CountingStore(KnownDocuments documents) {
            super(new InMemorySessionStore(Clock.systemUTC(), documents));
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
