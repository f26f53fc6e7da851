package dev.confab.domain.session;

import java.util.Objects;

/** What came of making a session. */
public sealed interface SessionCreating {

    /** It was made. */
    record Created(SessionEntry entry) implements SessionCreating {
        public Created {
            Objects.requireNonNull(entry, "entry");
        }
    }

    /**
     * It had been made before, by the same words of the same owner. Nothing was stored.
     *
     * @param entry the session as it is now, whatever has become of it since
     */
    record Known(SessionEntry entry) implements SessionCreating {
        public Known {
            Objects.requireNonNull(entry, "entry");
        }
    }

    /**
     * The identity cannot be had: a session that was made otherwise has it, of this owner or of another one, or the session
     * that had it was deleted. Nothing was stored.
     */
    record Taken() implements SessionCreating {}

    /** A document that the scope names does not exist for this owner. Nothing was stored. */
    record NoSuchDocument() implements SessionCreating {}

    /** The owner has no such assistant as is named. Nothing was stored. */
    record NoSuchAssistant() implements SessionCreating {}
}
