package dev.confab.application.quota;

import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lets one of an owner's decisions at a time go to the store: there they wait for each other anyway, and each with a
 * connection that others need. So a burst of one user takes one connection, and not all.
 */
final class Lanes {

    private static final int LANES = 64;
    /** About as long as a store may take; who waited so long would not be answered in time. */
    private static final Duration PATIENCE = Duration.ofMillis(2_900);

    private final ReentrantLock[] lanes = Stream.generate(ReentrantLock::new)
            .limit(LANES)
            .toArray(ReentrantLock[]::new);

    /** @throws StoreFault if its turn does not come, or the store fails */
    <T> T in(Owner owner, Supplier<T> decision) {
        ReentrantLock lane = lanes[Math.floorMod(owner.hashCode(), LANES)];
        try {
            if (!lane.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreFault.Unavailable("quota: too many of one user wait for the store", null);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new StoreFault.Unavailable("quota: asked to end while waiting for the store", asked);
        }
        try {
            return decision.get();
        } finally {
            lane.unlock();
        }
    }
}
