package dev.confab.application.execution;

import dev.confab.application.background.AfterTurn;
import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import dev.confab.application.run.RunSettings;
import dev.confab.application.run.Watch;
import dev.confab.domain.Owner;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * This process as one of those that execute runs. It has no thread and asks the store nothing while it has nothing to do.
 */
public final class Replica {

    private final Ports ports;
    private final TurnRules rules;
    private final RunSettings settings;
    private final TurnQuota quota;
    private final Hold hold;
    private final LiveRuns live = new LiveRuns();
    /** Apart from the others: the store is told nothing of them, and nobody else is to watch them. */
    private final LiveRuns passing = new LiveRuns();
    private final Vigil vigil;
    private final TextLog log;
    private final Watching watching;
    private final TurnExecution execution;
    private final Closing closing;
    private volatile boolean stopping;

    /** Makes a process of its own, which no other one is mistaken for. */
    public Replica(Ports ports, TurnRules rules, RunSettings settings) {
        this(ports, rules, settings, TurnQuota.OFF, AfterTurn.NOTHING);
    }

    /**
     * Makes a process of its own that holds back and charges what turns use.
     *
     * @param after is told of each turn that was executed here and has ended
     */
    public Replica(Ports ports, TurnRules rules, RunSettings settings, TurnQuota quota, AfterTurn after) {
        this.quota = quota;
        this.ports = ports;
        this.rules = rules;
        this.settings = settings;
        this.hold = new Hold(new ReplicaId(ports.ids().next()), settings.lease());
        this.vigil = new Vigil(ports.runs(), hold, settings, live, this::room, this::follow, this::executeLater);
        this.log = new TextLog(ports.runs(), hold, live::followed, vigil::isLapsed);
        this.watching = new Watching(ports.runs(), live, settings.maxWaiting(), this::follow, vigil::claimSoon);
        this.execution = new TurnExecution(ports, rules, log, quota);
        this.closing = new Closing(ports, hold, vigil::isLapsed, this::executeLater, after);
    }

    /** Returns who executes what is executed here. */
    public Hold hold() {
        return hold;
    }

    /** Returns what holds back and charges what turns use. */
    TurnQuota quota() {
        return quota;
    }

    /** Returns whether it takes new turns; once it does not, it never does again. */
    public boolean isStopping() {
        return stopping;
    }

    /** Looks for runs that others left behind, soon. Does not block. */
    public void lookAround() {
        vigil.claimSoon();
    }

    /**
     * Makes room for a run and makes it known here, before it is stored.
     *
     * @return empty when too many are executed already
     */
    public Optional<Slot> reserve(Owner owner, RunId run, boolean followed) {
        if (room() < 1) {
            return Optional.empty();
        }
        var slot = new Slot(live.enter(owner, run, followed));
        vigil.begins();
        return Optional.of(slot);
    }

    private int room() {
        return stopping ? 0 : settings.maxLive() - liveRuns();
    }

    /**
     * Executes a turn that is not stored, on a thread of its own, and tells what comes of it.
     *
     * @return cuts its call of the model when it is closed; empty when too many are executed already
     */
    Optional<Watch> executePassing(Owner owner, RunId id, Turn turn, Grounding grounding, Instant openedAt,
            RunListener listener) {
        if (room() < 1) {
            return Optional.empty();
        }
        LiveRun run = passing.enterPassing(owner, id);
        Watch unused = run.text().watch(0, true, listener).orElse(Watch.OVER);
        Thread.ofVirtual().name("confab-passing-run").start(() -> {
            TurnExecution.Result result = execution.broken(turn, openedAt);
            try {
                result = execution.execute(run, turn, grounding, true, openedAt);
                result.fault().ifPresent(run::failed);
            } finally {
                quota.settle(owner, id, turn, result);
                run.text().end(execution.ended(turn, id, result, openedAt));
                run.close();
            }
        });
        return Optional.of(run::stop);
    }

    /** Room for one run. */
    public final class Slot {

        private final LiveRun run;

        private Slot(LiveRun run) {
            this.run = run;
        }

        /** Returns which run. */
        public RunId run() {
            return run.run();
        }

        /** Gives the room back: the run is not executed here. */
        public void giveBack() {
            run.close();
        }

        /** Stops those runs that this process executes. */
        public void interrupt(List<RunId> runs) {
            runs.forEach(other -> live.find(other).ifPresent(LiveRun::stop));
        }

        /** Returns how long the model's provider asked to wait before the next call, if the run failed and it did. */
        public Optional<Duration> retryAfter() {
            return run.retryAfter();
        }

        /** Adds a watch that sees the run from its beginning. */
        public Watch watch(RunListener listener) {
            return run.text().watch(0, true, listener).orElse(Watch.OVER);
        }

        /**
         * Executes the run on this thread and returns how it ended. The room is given back.
         *
         * @throws StoreFault if the end cannot be stored for now; that is tried on
         */
        public RunEvent.End execute(TurnOpening.Opened turn, Grounding grounding, boolean fits, Instant openedAt) {
            run.begins(turn.attempt());
            return Replica.this.execute(run, turn, grounding, fits, openedAt);
        }

        /** Executes the run on a thread of its own. The room is given back. */
        public void executeLater(TurnOpening.Opened turn, Grounding grounding, boolean fits, Instant openedAt) {
            run.begins(turn.attempt());
            Thread.ofVirtual().name("confab-run").start(() -> quietly(run, turn, grounding, fits, openedAt));
        }
    }

    private void quietly(LiveRun run, TurnOpening.Opened turn, Grounding grounding, boolean fits, Instant openedAt) {
        try {
            execute(run, turn, grounding, fits, openedAt);
        } catch (StoreFault away) {
            // The closing is tried on, and then the run's lease ends: nobody waits here for the news.
        }
    }

    private RunEvent.End execute(LiveRun run, TurnOpening.Opened turn, Grounding grounding, boolean fits,
            Instant openedAt) {
        TurnExecution.Result result;
        Duration stalled = Receipts.between(openedAt, ports.clock().instant());
        try {
            result = execution.execute(run, Turn.of(turn), grounding, fits, openedAt);
            result.fault().ifPresent(run::failed);
        } catch (RuntimeException | Error bug) {
            try {
                closing.close(run, turn, execution.broken(Turn.of(turn), openedAt), stalled);
            } catch (StoreFault away) {
                bug.addSuppressed(away);
            }
            throw bug;
        }
        // What the passages took was spent waiting too, most of it for the same store.
        RunEvent.End end = closing.close(run, turn, result, stalled.plus(result.receipt().retrieval()));
        if (end instanceof RunEvent.Ended) {
            // Also when somebody else ended it: what was used until then only this process knows.
            quota.settleLater(run.owner(), run.run(), Turn.of(turn), result);
        }
        return end;
    }

    private void executeLater(Claim claim) {
        LiveRun run = live.enter(claim.owner(), claim.execution().run(), claim.followed());
        run.begins(claim.execution().attempt());
        vigil.begins();
        Thread.ofVirtual().name("confab-run").start(() -> takeUp(run, claim));
    }

    private void takeUp(LiveRun run, Claim claim) {
        Instant from = ports.clock().instant();
        Optional<TurnOpening.Opened> turn;
        try {
            turn = readTurn(claim);
        } catch (StoreFault away) {
            turn = Optional.empty();
        }
        if (turn.isEmpty() || stopping) {
            // Its lease ends, or is given up, and somebody else takes it up.
            run.text().end(new RunEvent.Detached());
            run.close();
            release(List.of(claim.execution()));
            return;
        }
        quietly(run, turn.get(), claim.grounding(), false, from);
    }

    private void release(List<Execution> given) {
        try {
            ports.runs().release(hold, given);
        } catch (StoreFault away) {
            // Then the leases end by themselves.
        }
    }

    private Optional<TurnOpening.Opened> readTurn(Claim claim) {
        int window = claim.grounding() instanceof Grounding.SelectedText ? 0 : rules.window();
        return ports.store().readTurn(claim.owner(), claim.execution(), window);
    }

    private void follow(LiveRun run) {
        if (!run.text().isFollowed() && run.follow()) {
            log.add(run);
        }
    }

    /** Returns the way to watch runs, wherever they are executed. */
    Watching watching() {
        return watching;
    }

    /** Cuts the run's call of the model, if this process executes it. */
    public void stop(Owner owner, RunId run) {
        live.find(owner, run).ifPresent(LiveRun::stop);
    }

    /** From now on no turn is taken and whoever watches is told to watch elsewhere. Does not block. */
    public void beginStopping() {
        stopping = true;
        vigil.claimsNoMore();
        watching.end();
    }

    /** Waits until no run is executed here any more; returns whether that came. */
    public boolean awaitIdle(Duration patience) {
        long from = System.nanoTime();
        return live.awaitEmpty(patience)
                && passing.awaitEmpty(patience.minus(Duration.ofNanos(System.nanoTime() - from)));
    }

    /** Stops executing whatever still is; another process may take it over at once. */
    public void handOver() {
        List<Execution> mine = live.executions();
        live.all().forEach(LiveRun::handOver);
        // Nobody goes on with these.
        passing.all().forEach(LiveRun::stop);
        live.awaitEmpty(Duration.ofSeconds(1));
        if (!mine.isEmpty()) {
            release(mine);
        }
    }

    /** Returns how many runs are executed here now. */
    public int liveRuns() {
        return live.size() + passing.size();
    }
}
