package dev.confab.application.execution;

import dev.confab.application.run.CancelRun;
import dev.confab.application.run.ReadRun;
import dev.confab.application.run.RunListener;
import dev.confab.application.run.Watch;
import dev.confab.application.run.WatchRun;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads, watches and cancels runs of any process, by way of this one. */
public final class StoredRuns implements ReadRun, WatchRun, CancelRun {

    /** How long the end of a cancelled run is waited for. */
    private static final Duration PATIENCE = Duration.ofMillis(1_800);

    private final RunStore runs;
    private final Replica replica;

    /** @param runs the store that the replica works with */
    public StoredRuns(RunStore runs, Replica replica) {
        this.runs = Objects.requireNonNull(runs, "runs");
        this.replica = Objects.requireNonNull(replica, "replica");
    }

    @Override
    public Optional<RunProgress> read(Owner owner, RunId run) {
        Optional<RunProgress> progress = runs.read(List.of(new RunWatch(owner, run, 0))).stream().findFirst();
        if (progress.filter(RunProgress::orphaned).isPresent()) {
            replica.lookAround();
        }
        return progress;
    }

    @Override
    public Optional<Run> find(Owner owner, RunId run) {
        return runs.findRun(owner, run);
    }

    @Override
    public Optional<Watch> watch(Owner owner, RunId run, int after, RunListener listener) {
        Objects.requireNonNull(listener, "listener");
        if (after < 0) {
            throw new IllegalArgumentException("positions are not negative");
        }
        return replica.watching().watch(owner, run, after, true, listener);
    }

    @Override
    public Optional<RunProgress> cancel(Owner owner, RunId run) {
        Optional<RunProgress> asked = runs.cancel(owner, run);
        if (asked.isEmpty() || asked.get().run().status().isTerminal()) {
            return asked;
        }
        replica.stop(owner, run);
        replica.watching().await(owner, run, PATIENCE);
        return read(owner, run);
    }
}
