package dev.confab.application.ingestion;

import dev.confab.domain.Owner;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.run.Hold;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A version that this process works on. A thread beside the working one keeps it held, however slow a step is, and interrupts
 * the work once it is another one's.
 */
final class HeldVersion implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** How long a store that is away is asked again before the version is given back. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final IngestionStore store;
    private final IngestionTask task;
    private final Hold hold;
    private final Stopping stopping;
    private final Thread worker;
    private final Thread keeper;
    private volatile boolean lost;
    private volatile boolean over;

    /** Is held by the calling thread, which is the one that works. */
    HeldVersion(IngestionStore store, IngestionTask task, Hold hold, Stopping stopping) {
        this.store = store;
        this.task = task;
        this.hold = hold;
        this.stopping = stopping;
        this.worker = Thread.currentThread();
        this.keeper = Thread.ofVirtual().name("confab-ingestion-hold").start(this::keep);
    }

    IngestionTask task() {
        return task;
    }

    Owner owner() {
        return task.owner();
    }

    IngestionTask.Key key() {
        return task.key();
    }

    Hold hold() {
        return hold;
    }

    boolean isLost() {
        return lost;
    }

    /** @throws Halt if the next step must not be begun here */
    void check() {
        stopping.check();
        requireHeld();
    }

    private void requireHeld() {
        if (lost) {
            throw new Halt("the version is another one's");
        }
    }

    /**
     * Stores something, trying again for a while when the store is away. What was worked out is stored also when this process
     * is about to end, if the store takes it at once.
     *
     * @throws Halt if the version is not this worker's any more, or cannot be stored before this process ends
     */
    void store(BooleanSupplier saying) {
        if (!patiently(saying::getAsBoolean)) {
            lost = true;
            throw new Halt("the version is another one's");
        }
    }

    /** Asks the store something, trying again for a while when it is away. */
    <T> T patiently(Supplier<T> question) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            requireHeld();
            try {
                return question.get();
            } catch (StoreFault.Unavailable away) {
                if (System.nanoTime() - end > 0) {
                    throw away;
                }
                stopping.pause(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    /** Gives the version back; when that cannot be said, its lease ends by itself. */
    void giveBack(Duration after, boolean counted) {
        try {
            store.giveBack(owner(), key(), after, counted);
        } catch (StoreFault away) {
            // The lease ends by itself.
        }
    }

    /** The version cannot be made searchable. */
    void fail(DocumentFailure failure) {
        store(() -> store.fail(owner(), key(), failure));
    }

    /** Makes the working thread end what it waits for, unless the work is done. */
    synchronized void interrupt() {
        if (!over) {
            worker.interrupt();
        }
    }

    private void keep() {
        while (!over) {
            LockSupport.parkNanos(hold.lease().toNanos() / 3);
            if (!over && !extended()) {
                lost = true;
                interrupt();
                return;
            }
        }
    }

    private boolean extended() {
        try {
            return store.extend(owner(), key(), hold);
        } catch (StoreFault away) {
            // Whether it is still held, the next word to the store tells.
            return true;
        }
    }

    /** The work is done, or given up: nobody is interrupted any more. */
    @Override
    public synchronized void close() {
        over = true;
        LockSupport.unpark(keeper);
    }
}
