package dev.confab.application.execution;

import dev.confab.application.run.RunSettings;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.Pulse;
import dev.confab.domain.run.RunStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the runs of this process alive in the store's eyes and hears from it what was asked of them; now and then looks for
 * runs that others left behind. It rests while this process has nothing to do: then the store is asked nothing.
 */
final class Vigil {

    private static final int MOST_CLAIMS = 100;

    private final RunStore runs;
    private final Hold hold;
    private final RunSettings settings;
    private final LiveRuns live;
    private final IntSupplier room;
    private final Consumer<LiveRun> onFollowed;
    private final Consumer<Claim> onClaimed;
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile @Nullable Thread dozing;
    private volatile boolean claimSoon;
    private volatile boolean over;
    private volatile long lastLife;
    private volatile long lastActive;

    /**
     * @param room       how many runs more may be executed here
     * @param onFollowed is told of a run that somebody follows
     * @param onClaimed  is given each run that was taken over, and must not block
     */
    Vigil(RunStore runs, Hold hold, RunSettings settings, LiveRuns live, IntSupplier room,
            Consumer<LiveRun> onFollowed, Consumer<Claim> onClaimed) {
        this.runs = runs;
        this.hold = hold;
        this.settings = settings;
        this.live = live;
        this.room = room;
        this.onFollowed = onFollowed;
        this.onClaimed = onClaimed;
    }

    /** A run begins here. Does not block. */
    void begins() {
        lastActive = System.nanoTime();
        wake();
    }

    /** Somebody met a run that nobody executes. Does not block. */
    void claimSoon() {
        claimSoon = true;
        begins();
        rouse();
    }

    /** Nothing is claimed any more. */
    void claimsNoMore() {
        over = true;
    }

    /**
     * Returns whether this process gave no sign of life for longer than others believe in it: its runs may be executed by
     * somebody else.
     */
    boolean isLapsed() {
        return awake.get() && System.nanoTime() - lastLife > settings.lease().toNanos();
    }

    private void wake() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            lastLife = System.nanoTime();
            Thread.ofVirtual().name("confab-vigil").start(this::keep);
        } else if (dozing != null) {
            rouse();
        }
    }

    private void rouse() {
        Thread sleeper = dozing;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    private void keep() {
        long nextSweep = System.nanoTime();
        while (true) {
            beat();
            if (claimSoon || System.nanoTime() - nextSweep >= 0) {
                claimSoon = false;
                claim();
                nextSweep = System.nanoTime() + settings.sweep().toNanos();
            }
            if (live.isEmpty()) {
                if (System.nanoTime() - lastActive > settings.awake().toNanos() && !claimSoon && rests()) {
                    return;
                }
                doze(settings.sweep().toNanos());
                lastLife = live.isEmpty() ? System.nanoTime() : lastLife;
            } else {
                lastActive = System.nanoTime();
                LockSupport.parkNanos(settings.heartbeat().toNanos());
            }
        }
    }

    /** Returns whether the vigil may end; a run that begins meanwhile has seen it awake, or begins a new one. */
    private boolean rests() {
        awake.set(false);
        return live.isEmpty() || !awake.compareAndSet(false, true);
    }

    private void doze(long nanos) {
        dozing = Thread.currentThread();
        if (live.isEmpty() && !claimSoon) {
            LockSupport.parkNanos(nanos);
        }
        dozing = null;
    }

    private void beat() {
        List<Execution> executions = live.executions();
        if (executions.isEmpty()) {
            if (live.isEmpty()) {
                lastLife = System.nanoTime();
            }
            return;
        }
        long asked = System.nanoTime();
        boolean lapsed = isLapsed();
        List<Pulse> pulses;
        try {
            pulses = runs.heartbeat(hold, executions);
        } catch (StoreFault away) {
            return;
        }
        Map<RunId, Pulse> byRun = new HashMap<>();
        pulses.forEach(pulse -> byRun.put(pulse.run(), pulse));
        for (Execution execution : executions) {
            Optional<LiveRun> mine = live.find(execution.run());
            mine.ifPresent(run -> heard(run, byRun.get(execution.run()), lapsed));
        }
        lastLife = asked;
    }

    private void heard(LiveRun run, @Nullable Pulse pulse, boolean lapsed) {
        if (pulse == null && lapsed) {
            run.handOver();
        } else if (pulse == null || pulse.cancelAsked()) {
            run.stop();
        } else if (pulse.followed()) {
            onFollowed.accept(run);
        }
    }

    private void claim() {
        try {
            int asked;
            int got;
            do {
                asked = over ? 0 : Math.min(room.getAsInt(), MOST_CLAIMS);
                got = asked < 1 ? 0 : claim(asked);
                // As many as were asked for: there may be more, and the next look is far.
            } while (got > 0 && got == asked);
        } catch (StoreFault away) {
            // The next sweep asks again.
        }
    }

    private int claim(int most) {
        List<Claim> claims = runs.claim(hold, most);
        claims.forEach(onClaimed);
        return claims.size();
    }
}
