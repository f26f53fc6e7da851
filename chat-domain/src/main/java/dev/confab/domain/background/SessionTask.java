package dev.confab.domain.background;

import dev.confab.domain.SessionId;
import java.util.Objects;

/** Something to be done about one session. Of each kind there is one at a time for a session. */
public sealed interface SessionTask {

    /** Returns which session. */
    SessionId session();

    /** The session gets a title, if it has none. */
    record Entitle(SessionId session) implements SessionTask {
        public Entitle {
            Objects.requireNonNull(session, "session");
        }
    }

    /**
     * What has fallen out of the session's window is summarised.
     *
     * @param seq the position up to which, or a little further, there is to be a summary, from 1
     */
    record Summarize(SessionId session, long seq) implements SessionTask {
        public Summarize {
            Objects.requireNonNull(session, "session");
            if (seq < 1) {
                throw new IllegalArgumentException("positions count from 1");
            }
        }
    }
}
