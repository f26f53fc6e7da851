package dev.confab.application.execution;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.run.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The runs that this process executes now. */
final class LiveRuns {

    private final ConcurrentMap<RunId, LiveRun> runs = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();
    private volatile boolean awaited;
    private final AtomicInteger followed = new AtomicInteger();

    /** Makes a run known, before it is stored: whoever learns of it from the store can stop it. To be closed. */
    LiveRun enter(Owner owner, RunId run, boolean followed) {
        var live = new LiveRun(this, owner, run, true);
        if (followed) {
            live.follow();
        }
        runs.put(run, live);
        return live;
    }

    /** Makes a run known that is never stored. To be closed. */
    LiveRun enterPassing(Owner owner, RunId run) {
        var live = new LiveRun(this, owner, run, false);
        live.text().follow();
        runs.put(run, live);
        return live;
    }

    void leave(LiveRun live) {
        runs.remove(live.run(), live);
        if (awaited && runs.isEmpty()) {
            lock.lock();
            try {
                emptied.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until there is none; returns whether that came. */
    boolean awaitEmpty(Duration patience) {
        awaited = true;
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!runs.isEmpty() && left > 0) {
                left = emptied.awaitNanos(left);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return runs.isEmpty();
    }

    /** Counts a run that is followed now, or is no more. */
    void followed(int change) {
        followed.addAndGet(change);
    }

    int followed() {
        return followed.get();
    }

    Optional<LiveRun> find(RunId run) {
        return Optional.ofNullable(runs.get(run));
    }

    /** Returns the run, if this process executes it for this owner. */
    Optional<LiveRun> find(Owner owner, RunId run) {
        return find(run).filter(live -> live.owner().equals(owner));
    }

    List<LiveRun> all() {
        return List.copyOf(runs.values());
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    int size() {
        return runs.size();
    }

    /** What the store has to be told that it is still executed here. */
    List<Execution> executions() {
        var executions = new ArrayList<Execution>();
        runs.values().forEach(live -> live.execution().ifPresent(executions::add));
        return executions;
    }
}
