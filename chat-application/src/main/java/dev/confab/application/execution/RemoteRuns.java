package dev.confab.application.execution;

import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import dev.confab.application.run.Watch;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches runs that this process does not execute: queued ones and those of other processes. One reader asks the store for
 * all of them at once, and only while somebody watches.
 */
final class RemoteRuns {

    /** Between two looks, while something comes and while nothing does. */
    private static final Duration BUSY = Duration.ofMillis(40);
    private static final Duration QUIET = Duration.ofMillis(250);
    private static final Duration AFTER_A_FAULT = Duration.ofMillis(500);
    /** The most runs of one look. */
    private static final int MOST = 1_000;

    private final RunStore runs;
    private final Runnable onOrphan;
    private final Object lock = new Object();
    private final Map<RunId, Watched> watched = new HashMap<>();
    private boolean reading;

    /** @param onOrphan is told when a watched run is executed by nobody */
    RemoteRuns(RunStore runs, Runnable onOrphan) {
        this.runs = runs;
        this.onOrphan = onOrphan;
    }

    /** One run and those who watch it. */
    private static final class Watched {

        private final Owner owner;
        private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
        private int attempt;

        Watched(Owner owner, int attempt) {
            this.owner = owner;
            this.attempt = attempt;
        }

        Owner owner() {
            return owner;
        }

        List<Watcher> watchers() {
            return watchers;
        }

        /** Returns whether the run is executed anew since the last look. */
        boolean begunAgain(int now) {
            boolean again = now > attempt;
            attempt = now;
            return again;
        }

        int after() {
            return watchers.stream()
                    .filter(Watcher::wantsText)
                    .mapToInt(Watcher::told)
                    .min()
                    .orElse(Integer.MAX_VALUE);
        }
    }

    /**
     * Tells a listener about a run from now on.
     *
     * @param known     the run and which attempt at it is known of
     * @param after     the position after which text is told
     * @param wantsText whether text is told at all
     */
    Watch watch(Owner owner, Execution known, int after, boolean wantsText, RunListener listener) {
        RunId run = known.run();
        var watcher = new Watcher(listener, after, wantsText);
        boolean begins;
        synchronized (lock) {
            watched.computeIfAbsent(run, id -> new Watched(owner, known.attempt()))
                    .watchers()
                    .add(watcher);
            begins = !reading;
            reading = true;
        }
        if (begins) {
            Thread.ofVirtual().name("confab-remote-runs").start(this::read);
        }
        return () -> {
            watcher.over = true;
            leave(run, watcher);
        };
    }

    /** Tells every watcher that this process tells no more. */
    void detachAll() {
        List<Watched> all;
        synchronized (lock) {
            all = List.copyOf(watched.values());
            watched.clear();
        }
        all.forEach(one -> one.watchers().forEach(watcher -> watcher.tell(new RunEvent.Detached())));
    }

    private void leave(RunId run, Watcher watcher) {
        synchronized (lock) {
            Watched one = watched.get(run);
            if (one != null) {
                one.watchers().remove(watcher);
                if (one.watchers().isEmpty()) {
                    watched.remove(run);
                }
            }
        }
    }

    private void read() {
        Duration pause = BUSY;
        while (true) {
            LockSupport.parkNanos(pause.toNanos());
            List<RunWatch> watches = watches();
            if (watches.isEmpty()) {
                return;
            }
            try {
                boolean news = false;
                for (int from = 0; from < watches.size(); from += MOST) {
                    news |= look(watches.subList(from, Math.min(watches.size(), from + MOST)));
                }
                pause = news ? BUSY : pause.multipliedBy(2).compareTo(QUIET) < 0 ? pause.multipliedBy(2) : QUIET;
            } catch (StoreFault away) {
                pause = AFTER_A_FAULT;
            }
        }
    }

    /** What is to be asked for; when it is nothing, the reading ends. */
    private List<RunWatch> watches() {
        synchronized (lock) {
            var watches = new ArrayList<RunWatch>(watched.size());
            watched.forEach((run, one) -> watches.add(new RunWatch(one.owner(), run, one.after())));
            reading = !watches.isEmpty();
            return watches;
        }
    }

    /** Asks for these runs and tells; returns whether there was news. */
    private boolean look(List<RunWatch> watches) {
        Map<RunId, RunProgress> found = new HashMap<>();
        runs.read(watches).forEach(progress -> found.put(progress.run().id(), progress));
        boolean news = false;
        boolean orphans = false;
        for (RunWatch watch : watches) {
            Optional<RunProgress> progress = Optional.ofNullable(found.get(watch.run()));
            news |= tell(watch, progress);
            orphans |= progress.map(RunProgress::orphaned).orElse(false);
        }
        if (orphans) {
            onOrphan.run();
        }
        return news;
    }

    private boolean tell(RunWatch watch, Optional<RunProgress> progress) {
        boolean over = progress.map(at -> at.run().status().isTerminal()).orElse(true);
        String text = progress.map(RunProgress::text).orElse("");
        List<Citation> cited = progress.map(RunProgress::cited).orElse(List.of());
        Watched one = find(watch.run());
        if (one == null) {
            return false;
        }
        int attempt = progress.map(at -> at.run().attempt()).orElse(0);
        boolean again = one.begunAgain(attempt);
        for (Watcher watcher : one.watchers()) {
            if (again) {
                watcher.tell(new RunEvent.Attempt(attempt - 1, RunStore.ORPHANED));
            }
            if (watcher.wantsText() && watcher.told() < watch.after()) {
                // Came while the store was asked: the next look is for them.
                continue;
            }
            watcher.text(watch.after(), text, watch.after() + text.length(), cited);
            if (over) {
                leave(watch.run(), watcher);
                watcher.tell(progress.<RunEvent>map(at -> new RunEvent.Ended(at.run(), at.answer()))
                        .orElseGet(RunEvent.Detached::new));
            }
        }
        return over || !text.isEmpty();
    }

    private @Nullable Watched find(RunId run) {
        synchronized (lock) {
            return watched.get(run);
        }
    }
}
