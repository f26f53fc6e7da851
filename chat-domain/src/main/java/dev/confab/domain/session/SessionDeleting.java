package dev.confab.domain.session;

import dev.confab.domain.RunId;
import java.util.List;

/** What came of deleting a session. */
public sealed interface SessionDeleting {

    /**
     * It is gone.
     *
     * @param unended its runs that had not ended, which somebody may still be executing
     */
    record Deleted(List<RunId> unended) implements SessionDeleting {
        public Deleted {
            unended = List.copyOf(unended);
        }
    }

    /** It is in another state than was expected. Nothing was deleted. */
    record Stale() implements SessionDeleting {}

    /** This owner has no such session. */
    record NoSuchSession() implements SessionDeleting {}
}
