package dev.confab.application.account;

import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionFeed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The marks by which copies of sessions hear of deletions.
 *
 * @param feed  tells of them
 * @param kept  for how long it does
 * @param clock tells the time
 */
public record DeletionMarks(SessionFeed feed, Duration kept, InstantSource clock) {

    private static final int AT_ONCE = 1_000;

    public DeletionMarks {
        Objects.requireNonNull(feed, "feed");
        Objects.requireNonNull(clock, "clock");
        if (kept.isNegative() || kept.isZero()) {
            throw new IllegalArgumentException("an age is positive");
        }
    }

    /** Forgets those that are older, in short steps, until none is left or this process wants to end. */
    void forget(BooleanSupplier stopping) {
        var before = clock.instant().minus(kept);
        Optional<SessionCursor> last = Optional.empty();
        Optional<SessionCursor> oldest = feed.forgetDeletions(before, AT_ONCE);
        // A step that forgets something makes other cursors too old than the step before it.
        while (!oldest.equals(last) && !stopping.getAsBoolean()) {
            last = oldest;
            oldest = feed.forgetDeletions(before, AT_ONCE);
        }
    }
}
