package dev.confab.application.session;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.session.SessionVersion;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Deletes sessions. */
public interface DeleteSession {

    /**
     * Deletes a session with all that was said in it. A run of it that has not ended is cancelled: here at once, at another
     * process within about a second, and nothing of it is stored.
     *
     * @throws StoreFault if the store fails; saying the same again is safe
     */
    Result delete(Owner owner, Command command);

    /**
     * What is to be deleted.
     *
     * @param expected the states of which the session has to be in one, if that matters
     */
    record Command(SessionId session, Optional<Set<SessionVersion>> expected) {
        public Command {
            Objects.requireNonNull(session, "session");
            expected = expected.map(Set::copyOf);
        }
    }

    /** What came of it. */
    enum Result {
        /** It is gone. */
        DELETED,
        /** It is in none of the expected states. Nothing was deleted. */
        STALE,
        /** There is no such session. */
        NO_SUCH_SESSION
    }
}
