package dev.confab.domain.session;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What came of listing sessions. */
public sealed interface SessionListing {

    /**
     * Some of them.
     *
     * @param entries the newest first
     * @param next    where the next ones begin; empty when these are the last ones
     */
    record Page(List<SessionEntry> entries, Optional<SessionCursor> next) implements SessionListing {
        public Page {
            entries = List.copyOf(entries);
            Objects.requireNonNull(next, "next");
        }
    }

    /** The cursor is none that this store told for this order. */
    record BadCursor() implements SessionListing {}
}
