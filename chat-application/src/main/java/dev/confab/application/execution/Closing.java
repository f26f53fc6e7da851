package dev.confab.application.execution;

import dev.confab.application.background.AfterTurn;
import dev.confab.application.run.RunEvent;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Stores how a run ended, and then tells. */
final class Closing {

    /**
     * For how long it is tried again while somebody waits for the answer; the last try may take as long as the store allows,
     * and both together are to be about three seconds.
     */
    private static final Duration PATIENCE = Duration.ofMillis(500);
    /** What the store may take of a caller's time altogether, the opening of the turn included. */
    private static final Duration STALLED_AT_MOST = Duration.ofMillis(2_900);
    /** A store that took so long for the opening may take long for the closing as well. */
    private static final Duration STALLS = Duration.ofMillis(300);
    private static final Duration LEAST = Duration.ofMillis(100);
    /** And for how long it is tried on without anybody waiting: a database that restarts is back by then. */
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Ports ports;
    private final Hold hold;
    private final BooleanSupplier lapsed;
    private final Consumer<Claim> next;
    private final AfterTurn after;

    /**
     * @param lapsed tells whether this process may have lost its runs without having heard of it
     * @param next   is given the run that was waiting for this one's end, and must not block
     * @param after  is told of what is stored
     */
    Closing(Ports ports, Hold hold, BooleanSupplier lapsed, Consumer<Claim> next, AfterTurn after) {
        this.ports = ports;
        this.hold = hold;
        this.lapsed = lapsed;
        this.next = next;
        this.after = after;
    }

    /**
     * Stores the end of a run and tells it to those who watch; the run leaves this process.
     *
     * @param stalled how long the caller has waited for the store already
     * @throws StoreFault if the end cannot be stored; when the store is only away for now that is tried on, and the run
     *                    leaves later
     */
    RunEvent.End close(LiveRun live, TurnOpening.Opened turn, TurnExecution.Result result, Duration stalled) {
        live.text().seal();
        if (live.isHandedOver()) {
            return leave(live, new RunEvent.Detached());
        }
        var end = new TurnEnd(turn.session().id(), live.run(), turn.attempt(), result.answer(), result.outcome(),
                result.receipt(), hold);
        if (stalled.compareTo(STALLS) > 0) {
            Duration left = STALLED_AT_MOST.minus(stalled);
            return aside(live, turn, end, left.compareTo(LEAST) > 0 ? left : LEAST);
        }
        try {
            return leave(live, stored(live, turn, end, PATIENCE));
        } catch (StoreFault.Unavailable away) {
            Thread.ofVirtual().name("confab-closing").start(() -> tryOn(live, turn, end));
            throw away;
        } catch (RuntimeException broken) {
            leave(live, new RunEvent.Detached());
            throw broken;
        }
    }

    /** Has the end stored by a thread of its own and waits for that no longer than the patience. */
    private RunEvent.End aside(LiveRun live, TurnOpening.Opened turn, TurnEnd end, Duration patience) {
        CompletableFuture<RunEvent.End> told = CompletableFuture.supplyAsync(() -> tryOn(live, turn, end),
                task -> Thread.ofVirtual().name("confab-closing").start(task));
        try {
            return told.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new StoreFault.Unavailable("close_turn: asked to end while the end was being stored", asked);
        } catch (TimeoutException | ExecutionException late) {
            throw new StoreFault.Unavailable("close_turn: not stored in time, which is tried on", late);
        }
    }

    private RunEvent.End tryOn(LiveRun live, TurnOpening.Opened turn, TurnEnd end) {
        RunEvent.End told = new RunEvent.Detached();
        try {
            told = stored(live, turn, end, LONG_PATIENCE);
        } catch (StoreFault givenUp) {
            // The run's lease ends, and whoever takes it over finds what was shown of it.
        } finally {
            leave(live, told);
        }
        return told;
    }

    private static RunEvent.End leave(LiveRun live, RunEvent.End end) {
        live.text().end(end);
        live.close();
        return end;
    }

    private RunEvent.End stored(LiveRun live, TurnOpening.Opened turn, TurnEnd end, Duration patience) {
        long from = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        Duration paused = Duration.ZERO;
        while (true) {
            try {
                return told(live, turn, end, ports.store().closeTurn(live.owner(), end));
            } catch (StoreFault.Unavailable away) {
                paused = paused.plus(pause);
                Duration taken = Duration.ofNanos(System.nanoTime() - from).plus(pause);
                if (live.isHandedOver() || taken.compareTo(patience) > 0 || paused.compareTo(patience) > 0
                        || !pause(pause)) {
                    throw away;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private boolean pause(Duration pause) {
        try {
            ports.pause().of(pause);
            return true;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private RunEvent.End told(LiveRun live, TurnOpening.Opened turn, TurnEnd end, TurnClosing closing) {
        return switch (closing) {
            case TurnClosing.Closed closed -> {
                closed.next().ifPresent(next);
                after.closed(live.owner(), turn, end, closed);
                yield new RunEvent.Ended(run(turn, end, closed), closed.answer());
            }
            // A sign of life that came meanwhile ends the lapse, after it has handed over what was lost by it.
            case TurnClosing.Superseded superseded -> lapsed.getAsBoolean() || live.isHandedOver()
                    ? new RunEvent.Detached()
                    : superseded.status().isPresent() ? asStored(live) : gone(turn, end);
        };
    }

    /** How the run ended by somebody else's word. */
    private RunEvent.End asStored(LiveRun live) {
        List<RunProgress> found = ports.runs().read(List.of(new RunWatch(live.owner(), live.run(), 0)));
        return found.isEmpty() || !found.getFirst().run().status().isTerminal() ? new RunEvent.Detached()
                : new RunEvent.Ended(found.getFirst().run(), found.getFirst().answer());
    }

    /** The session was deleted, and the run with it: for who waits, that is a cancelled one. */
    private RunEvent.End gone(TurnOpening.Opened turn, TurnEnd end) {
        return new RunEvent.Ended(new Run(end.run(), end.session(), RunStatus.CANCELLED, end.attempt(),
                turn.question().seq(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                turn.question().createdAt(), Optional.of(ports.clock().instant())), Optional.empty());
    }

    private static Run run(TurnOpening.Opened turn, TurnEnd end, TurnClosing.Closed closed) {
        return new Run(end.run(), end.session(), end.outcome().status(), end.attempt(), turn.question().seq(),
                closed.answer().map(Message::seq), end.outcome().failure(), end.outcome().usage(),
                Optional.of(end.receipt()),
                turn.question().createdAt(), Optional.of(closed.endedAt()));
    }
}
