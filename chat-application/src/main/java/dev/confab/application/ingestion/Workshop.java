package dev.confab.application.ingestion;

import dev.confab.application.document.IngestionSettings;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.run.Hold;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Claims versions and has them worked on, a few at once. It looks for work when somebody says that there is some, when what
 * waits has waited long enough, and now and then for some minutes after the last work, for what other processes left behind;
 * then it rests, and asks the store nothing.
 */
final class Workshop {

    private static final Duration SWEEP = Duration.ofSeconds(4);
    private static final Duration LEAST_PAUSE = Duration.ofMillis(50);

    private final IngestionStore store;
    private final Hold hold;
    private final IngestionSettings settings;
    private final Stopping stopping;
    private final Ingestion ingestion;
    private final Duration awakeFor;
    private final Duration sweep;
    private final Map<IngestionTask.Key, HeldVersion> live = new ConcurrentHashMap<>();
    private final Pauses pauses;
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile boolean lookSoon;
    private volatile @Nullable Thread dozing;
    private volatile long lastActive;

    /** @param awakeFor for how long after the last work it looks for more */
    Workshop(IngestionStore store, Hold hold, IngestionSettings settings, Stopping stopping, Ingestion ingestion,
            Duration awakeFor) {
        this.store = store;
        this.hold = hold;
        this.settings = settings;
        this.stopping = stopping;
        this.ingestion = ingestion;
        this.awakeFor = awakeFor;
        this.pauses = new Pauses(settings);
        this.sweep = awakeFor.compareTo(SWEEP) < 0 ? awakeFor : SWEEP;
    }

    /** There is something to be claimed. Does not block. */
    void lookSoon() {
        lookSoon = true;
        wake();
        rouse();
    }

    /** Somebody asked for a version that is not ready: it may have been left behind. Does not block. */
    void lookAgain() {
        if (!awake.get()) {
            lookSoon();
        }
        lastActive = System.nanoTime();
    }

    private void wake() {
        lastActive = System.nanoTime();
        if (!stopping.hasBegun() && awake.compareAndSet(false, true)) {
            Thread.ofVirtual().name("confab-ingestion").start(this::keep);
        }
    }

    private void rouse() {
        Thread sleeper = dozing;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    private void keep() {
        try {
            while (!stopping.hasBegun()) {
                Optional<Duration> pause = look();
                if (pause.isEmpty()) {
                    return;
                }
                doze(pause.get());
            }
        } catch (RuntimeException | Error bug) {
            // Whoever brings work next begins anew.
            awake.set(false);
            throw bug;
        }
    }

    /** Claims what there is to claim; returns how long to wait before the next look, empty to rest. */
    private Optional<Duration> look() {
        Duration pause;
        boolean waits = true;
        lookSoon = false;
        try {
            claim();
            Optional<Duration> next = hasRoom() ? store.untilNext() : Optional.of(hold.lease());
            pauses.reset();
            waits = next.isPresent();
            pause = next.filter(due -> due.compareTo(LEAST_PAUSE) > 0).orElse(waits ? LEAST_PAUSE : sweep);
        } catch (StoreFault away) {
            pause = pauses.next();
        }
        if (waits || working.get() > 0) {
            lastActive = System.nanoTime();
        } else if (System.nanoTime() - lastActive > awakeFor.toNanos() && rests()) {
            return Optional.empty();
        }
        return Optional.of(pause);
    }

    /** Returns whether the look-out may end; work that comes meanwhile has seen it awake, or begins a new one. */
    private boolean rests() {
        awake.set(false);
        return !lookSoon || !awake.compareAndSet(false, true);
    }

    private void doze(Duration pause) {
        dozing = Thread.currentThread();
        if (!lookSoon && !stopping.hasBegun()) {
            LockSupport.parkNanos(pause.toNanos());
        }
        dozing = null;
    }

    private boolean hasRoom() {
        return working.get() < settings.parallel();
    }

    private void claim() {
        while (hasRoom() && !stopping.hasBegun()) {
            Optional<IngestionTask> task = store.claim(hold);
            if (task.isEmpty()) {
                return;
            }
            working.incrementAndGet();
            Thread.ofVirtual().name("confab-ingesting").start(() -> work(task.get()));
        }
    }

    private void work(IngestionTask task) {
        try (HeldVersion held = new HeldVersion(store, task, hold, stopping)) {
            live.put(task.key(), held);
            ingestion.work(held);
        } finally {
            live.remove(task.key());
            synchronized (working) {
                working.decrementAndGet();
                working.notifyAll();
            }
            lookSoon();
        }
    }

    /** Whoever waits for work looks whether it is to end. */
    void stop() {
        rouse();
    }

    /** Waits until nothing is worked on here any more; returns whether that came. */
    boolean awaitIdle(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (working) {
            try {
                long left = end - System.nanoTime();
                while (working.get() > 0 && left > 0) {
                    working.wait(Math.max(1, left / 1_000_000));
                    left = end - System.nanoTime();
                }
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
            return working.get() == 0;
        }
    }

    /** Interrupts what is still worked on, and gives back what does not end by that. */
    void handOver(Duration patience) {
        live.values().forEach(HeldVersion::interrupt);
        if (!awaitIdle(patience)) {
            live.values().forEach(held -> held.giveBack(Duration.ZERO, false));
        }
    }
}
