package dev.confab.retrieval.index;

import dev.confab.domain.fault.ChatFault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that is done in the background, on a thread of its own, and that others may wait for. */
final class Work {

    private final CountDownLatch done = new CountDownLatch(1);
    private final long begun = System.nanoTime();
    private volatile @Nullable ChatFault fault;

    private Work() {}

    /** Begins; whatever is thrown ends it. */
    static Work begin(String name, Consumer<Work> task) {
        var work = new Work();
        Thread.ofVirtual().name(name).start(() -> {
            try {
                task.accept(work);
            } finally {
                work.done();
            }
        });
        return work;
    }

    /** It came to nothing, since the store could not be asked. */
    void failed(ChatFault fault) {
        this.fault = fault;
    }

    /** Why it came to nothing, if the store could not be asked. */
    Optional<ChatFault> fault() {
        return Optional.ofNullable(fault);
    }

    /** Nobody need wait any longer, even though there may be something left to do. */
    void done() {
        done.countDown();
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /** Waits until it is done, at most so long after it was begun; returns whether it is. */
    boolean await(Duration patience) {
        try {
            long left = patience.toNanos() - (System.nanoTime() - begun);
            return done.await(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
