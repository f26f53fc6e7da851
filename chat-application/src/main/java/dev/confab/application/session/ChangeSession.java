package dev.confab.application.session;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionPatch;
import dev.confab.domain.session.SessionVersion;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Names sessions, and changes what else is said about them. */
public interface ChangeSession {

    /**
     * Changes a session. A change that leaves everything as it is gives it no new revision.
     *
     * @throws StoreFault if the store fails
     */
    Result change(Owner owner, Command command);

    /**
     * What is to be changed.
     *
     * @param expected the states of which the session has to be in one, if that matters: of several who expect the same one,
     *                 one changes it
     */
    record Command(SessionId session, Optional<Set<SessionVersion>> expected, SessionPatch patch) {
        public Command {
            Objects.requireNonNull(session, "session");
            expected = expected.map(Set::copyOf);
            Objects.requireNonNull(patch, "patch");
        }
    }

    /** What came of it. */
    sealed interface Result {

        /** It is so now. */
        record Changed(SessionEntry entry) implements Result {
            public Changed {
                Objects.requireNonNull(entry, "entry");
            }
        }

        /** It is in none of the expected states. Nothing was changed. */
        record Stale() implements Result {}

        /** It would have more metadata than it may. Nothing was changed. */
        record TooMuchMetadata() implements Result {}

        /** A document that is named does not exist. Nothing was changed. */
        record NoSuchDocument() implements Result {}

        /** There is no such assistant as is named. Nothing was changed. */
        record NoSuchAssistant() implements Result {}

        /** There is no such session. */
        record NoSuchSession() implements Result {}
    }
}
