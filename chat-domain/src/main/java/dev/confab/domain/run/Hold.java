package dev.confab.domain.run;

import dev.confab.domain.ReplicaId;
import java.time.Duration;
import java.util.Objects;

/**
 * By whom runs are executed, and for how long the others believe it without a new sign of life.
 *
 * @param replica the executing process
 * @param lease   from each sign of life on, by the store's clock; positive
 */
public record Hold(ReplicaId replica, Duration lease) {

    public Hold {
        Objects.requireNonNull(replica, "replica");
        Objects.requireNonNull(lease, "lease");
        if (!lease.isPositive()) {
            throw new IllegalArgumentException("a lease is positive");
        }
    }
}
