package dev.confab.application.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.background.AfterTurn;
import dev.confab.application.contract.TurnFixtures;
import dev.confab.application.memory.ApproximateTokenCounter;
import dev.confab.application.memory.InMemorySessionStore;
import dev.confab.application.memory.ScriptedLlmGateway;
import dev.confab.application.run.RunEvent;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ClosingTest {

    private final Owner ada = new Owner("ada");
    private final InMemorySessionStore memory = new InMemorySessionStore(InstantSource.system());
    private final LiveRuns live = new LiveRuns();

    /** Ends a run that somebody else has ended, while this happens. */
    private Recorder close(Runnable meanwhile, LiveRun run, TurnOpening.Opened opened) {
        var store = new FaultyStore(memory, 0) {
            @Override
            public TurnClosing closeTurn(Owner owner, TurnEnd end) {
                TurnClosing closing = super.closeTurn(owner, end);
                meanwhile.run();
                return closing;
            }
        };
        var ports = new Ports(store, store, new ScriptedLlmGateway(), Optional.empty(), new ApproximateTokenCounter(),
                UUID::randomUUID, InstantSource.system(), time -> {});
        var told = new Recorder();
        assertTrue(run.text().watch(0, true, told).isPresent());
        RunOutcome mine = TurnFixtures.completed("Too late.");
        RunEvent.End unused = new Closing(ports, TurnFixtures.HOLD, () -> false, claim -> {},
                AfterTurn.NOTHING).close(run, opened,
                        new TurnExecution.Result(new MessageId(UUID.randomUUID()), mine,
                                TurnFixtures.receipt(List.of(opened.question().seq())), Optional.empty()),
                        Duration.ZERO);
        return told;
    }

    private TurnOpening.Opened openedAndEndedByAnother(NewTurn turn) {
        var opened = assertInstanceOf(TurnOpening.Opened.class, memory.openTurn(ada, turn));
        TurnClosing unused = memory.closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("In time.")));
        return opened;
    }

    private LiveRun executed(NewTurn turn) {
        LiveRun run = live.enter(ada, turn.run(), false);
        run.begins(1);
        return run;
    }

    @Test
    void close_afterASlowOpening_keepsTheCallerNoLongerThanBothTogetherMayTakeAndIsTriedOn() throws Exception {
        var release = new CountDownLatch(1);
        NewTurn turn = TurnFixtures.Ask.asking("What?").turn();
        var opened = assertInstanceOf(TurnOpening.Opened.class, memory.openTurn(ada, turn));
        LiveRun run = executed(turn);
        var told = new Recorder();
        assertTrue(run.text().watch(0, true, told).isPresent());
        var store = new FaultyStore(memory, 0) {
            @Override
            public TurnClosing closeTurn(Owner owner, TurnEnd end) {
                try {
                    release.await();
                } catch (InterruptedException asked) {
                    throw new IllegalStateException(asked);
                }
                return super.closeTurn(owner, end);
            }
        };
        var ports = new Ports(store, store, new ScriptedLlmGateway(), Optional.empty(), new ApproximateTokenCounter(),
                UUID::randomUUID, InstantSource.system(), time -> {});
        var result = new TurnExecution.Result(new MessageId(UUID.randomUUID()), TurnFixtures.completed("At last."),
                TurnFixtures.receipt(List.of(opened.question().seq())), Optional.empty());
        var closing = new Closing(ports, TurnFixtures.HOLD, () -> false, claim -> {},
                AfterTurn.NOTHING);

        assertThrows(StoreFault.Unavailable.class,
                () -> closing.close(run, opened, result, Duration.ofMillis(2_900)));
        release.countDown();

        assertEquals("At last.", told.awaitEnded().answer().orElseThrow().content().value());
    }

    @Test
    void close_ofARunThatAnotherEnded_tellsWhatIsStored() {
        NewTurn turn = TurnFixtures.Ask.asking("What?").turn();
        Recorder told = close(() -> {}, executed(turn), openedAndEndedByAnother(turn));

        assertEquals("In time.", told.text());
    }

    @Test
    void close_ofARunThatWasHandedOverMeanwhile_tellsNothingOfIt() {
        NewTurn turn = TurnFixtures.Ask.asking("What?").turn();
        LiveRun run = executed(turn);
        Recorder told = close(run::handOver, run, openedAndEndedByAnother(turn));

        assertEquals(List.of(new RunEvent.Detached()), told.events());
    }
}
