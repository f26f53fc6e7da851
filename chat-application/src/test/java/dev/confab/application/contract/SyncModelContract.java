package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.sync.SyncSimulation;
import dev.confab.domain.Owner;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionSync;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Devices that are away and come back end up with the same sessions, whatever they did and whatever was lost on the way. */
public abstract class SyncModelContract extends StoreContract {

    private static final int STEPS = 150;

    /** Returns what takes what was done offline, to the stores of {@link #stores()}. */
    protected abstract SessionSync sync();

    /** Returns the feed of the stores of {@link #stores()}. */
    protected abstract SessionFeed feed();

    /** Returns how many random histories are tried. */
    protected abstract int seeds();

    private PortRemote remote(long seed) {
        return new PortRemote(new Owner("model-" + seed + "-" + UUID.randomUUID()), store(), sync(), feed());
    }

    @Test
    final void devices_oneStepAfterTheOther_endWithTheSameSessions() {
        int eventful = 0;
        for (long seed = 1; seed <= seeds(); seed++) {
            eventful += new SyncSimulation(remote(seed), seed).run(STEPS) ? 1 : 0;
        }
        assertTrue(eventful * 2 > seeds(), "most histories have conflicts, repetitions and deletions");
    }

    @Test
    final void devices_allAtOnce_endWithTheSameSessions() throws Exception {
        for (long seed = 1; seed <= Math.max(2, seeds() / 10); seed++) {
            boolean unused = new SyncSimulation(remote(-seed), -seed).runAtOnce(STEPS);
        }
    }
}
