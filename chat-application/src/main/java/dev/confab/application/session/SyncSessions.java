package dev.confab.application.session;

import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionNews;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.session.SyncOutcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Keeps copies of sessions that are away for a while the same as what is stored. Every method may throw {@link StoreFault}. */
public interface SyncSessions {

    /**
     * Applies what was done to a copy, one change after the other, as {@link SessionSync#apply} promises: saying the same
     * again is safe. A run of a session that is deleted is cancelled, as {@link DeleteSession} does it.
     *
     * @param changes at most {@link SessionSync#MAX_CHANGES}
     * @return what came of each, in their order
     */
    List<Result> apply(Owner owner, List<OfflineChange> changes);

    /**
     * Returns what has changed since a cursor was told, as {@link SessionFeed#read} promises: a copy to which all of it is
     * applied, page after page until there is no more, is the same as what is stored.
     *
     * @param since empty for all there is
     * @param limit how many changes at the most, 1 to {@link SessionFeed#MAX_CHANGES}
     */
    SessionNews changes(Owner owner, Optional<SessionCursor> since, int limit);

    /** What came of one change. */
    sealed interface Result {

        /** What the store says of it. */
        record Told(SyncOutcome outcome) implements Result {
            public Told {
                Objects.requireNonNull(outcome, "outcome");
            }
        }

        /** A message is longer than it may be, in UTF-16 code units. Nothing of this change was stored. */
        record TooLong(int length, int limit) implements Result {}
    }
}
