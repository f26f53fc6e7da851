package dev.confab.application.execution;

import dev.confab.application.run.RunEvent;
import dev.confab.application.run.RunListener;
import dev.confab.application.run.Watch;
import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Watching and waiting for runs, wherever they are executed. */
final class Watching {

    private final RunStore runs;
    private final LiveRuns live;
    private final RemoteRuns remote;
    private final Semaphore places;
    private final Consumer<LiveRun> onFollowed;
    private final Runnable onOrphan;
    private volatile boolean over;

    /**
     * @param most       the most who may watch at once
     * @param onFollowed is told of a run of this process that somebody follows
     * @param onOrphan   is told that somebody met a run that nobody executes
     */
    Watching(RunStore runs, LiveRuns live, int most, Consumer<LiveRun> onFollowed, Runnable onOrphan) {
        this.runs = runs;
        this.live = live;
        this.remote = new RemoteRuns(runs, onOrphan);
        this.places = new Semaphore(most);
        this.onFollowed = onFollowed;
        this.onOrphan = onOrphan;
    }

    /**
     * Watches a run wherever it is executed; what there is already is told by the calling thread. When too many watch here
     * already, the listener is told at once to watch elsewhere, or later.
     *
     * @param wantsText whether text is told, or the end alone
     * @return empty if this owner has no such run
     * @throws StoreFault if the store fails
     */
    Optional<Watch> watch(Owner owner, RunId run, int after, boolean wantsText, RunListener listener) {
        Optional<Seat> free = Seat.take(places, listener);
        if (free.isEmpty()) {
            listener.on(new RunEvent.Detached());
            return Optional.of(Watch.OVER);
        }
        Seat seat = free.get();
        boolean taken = false;
        try {
            Optional<Watch> watch = watchFrom(owner, run, after, wantsText, seat).map(seat::until);
            taken = watch.isPresent();
            return watch;
        } finally {
            if (!taken) {
                seat.leave();
            }
        }
    }

    private Optional<Watch> watchFrom(Owner owner, RunId run, int after, boolean wantsText, RunListener listener) {
        Optional<Watch> here = watchHere(owner, run, after, wantsText, listener);
        if (here.isPresent()) {
            return here;
        }
        List<RunProgress> found = runs.read(List.of(new RunWatch(owner, run, after)));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RunProgress progress = found.getFirst();
        if (progress.run().status().isTerminal()) {
            var watcher = new Watcher(listener, after, wantsText);
            watcher.text(after, progress.text(), after + progress.text().length(), progress.cited());
            watcher.tell(new RunEvent.Ended(progress.run(), progress.answer()));
            return Optional.of(Watch.OVER);
        }
        if (wantsText) {
            runs.follow(owner, run);
        }
        if (progress.orphaned()) {
            onOrphan.run();
        }
        if (over) {
            listener.on(new RunEvent.Detached());
            return Optional.of(Watch.OVER);
        }
        return Optional.of(remote.watch(owner, new Execution(run, progress.run().attempt()), after,
                wantsText, listener));
    }

    private Optional<Watch> watchHere(Owner owner, RunId run, int after, boolean wantsText, RunListener listener) {
        Optional<LiveRun> mine = live.find(owner, run);
        if (mine.isEmpty() || over || mine.get().execution().isEmpty()) {
            return Optional.empty();
        }
        if (wantsText && !mine.get().text().isFollowed()) {
            runs.follow(owner, run);
            onFollowed.accept(mine.get());
        }
        return mine.get().text().watch(after, wantsText, listener);
    }

    /**
     * Waits for the end of a run, wherever it is executed.
     *
     * @return empty when it has not ended within the patience, when it goes on elsewhere without this process, or when too
     *         many wait here
     * @throws StoreFault if the store fails
     */
    Optional<RunEvent.Ended> await(Owner owner, RunId run, Duration patience) {
        var end = new EndListener();
        Optional<Watch> watch = watch(owner, run, 0, false, end);
        if (watch.isEmpty()) {
            return Optional.empty();
        }
        try (Watch held = watch.get()) {
            return end.await(patience);
        }
    }

    /**
     * From now on nobody watches here; who does is told so. Who waits for the end of a run of this process goes on waiting:
     * it will come.
     */
    void end() {
        over = true;
        live.all().forEach(run -> run.text().detachText());
        remote.detachAll();
    }
}
