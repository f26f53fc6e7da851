package dev.confab.rest.testing;

import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Run;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that counts and can be broken, and a model that follows a script. */
public final class StandIns {

    public final CountingStore store = new CountingStore();
    public final ScriptedLlmGateway model = new ScriptedLlmGateway();

    /** Keeps sessions in memory, counts the turns that were opened, and fails when told to. */
    public static final class CountingStore implements SessionStore {

        private final SessionStore memory = new InMemorySessionStore(Clock.systemUTC());
        private final AtomicInteger opened = new AtomicInteger();
        private volatile @Nullable RuntimeException fault;

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

        private void fail() {
            RuntimeException broken = fault;
            if (broken != null) {
                throw broken;
            }
        }

        @Override
        public TurnOpening openTurn(Owner owner, NewTurn turn) {
            fail();
            TurnOpening opening = memory.openTurn(owner, turn);
            if (opening instanceof TurnOpening.Opened) {
                opened.incrementAndGet();
            }
            return opening;
        }

        @Override
        public TurnClosing closeTurn(Owner owner, TurnEnd end) {
            fail();
            return memory.closeTurn(owner, end);
        }

        @Override
        public Optional<Session> findSession(Owner owner, SessionId session) {
            return memory.findSession(owner, session);
        }

        @Override
        public List<Message> readMessages(Owner owner, SessionId session, long afterSeq, int limit) {
            return memory.readMessages(owner, session, afterSeq, limit);
        }

        @Override
        public Optional<Run> findRun(Owner owner, RunId run) {
            return memory.findRun(owner, run);
        }
    }
}
