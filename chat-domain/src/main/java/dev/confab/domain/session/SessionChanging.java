package dev.confab.domain.session;

import java.util.Objects;

/** What came of changing a session. */
public sealed interface SessionChanging {

    /** It is so now. */
    record Changed(SessionEntry entry) implements SessionChanging {
        public Changed {
            Objects.requireNonNull(entry, "entry");
        }
    }

    /** It has another revision than was expected. Nothing was changed. */
    record Stale() implements SessionChanging {}

    /** A document that the scope names does not exist for this owner. Nothing was changed. */
    record NoSuchDocument() implements SessionChanging {}

    /** The owner has no such assistant as is named. Nothing was changed. */
    record NoSuchAssistant() implements SessionChanging {}

    /** This owner has no such session. */
    record NoSuchSession() implements SessionChanging {}
}
