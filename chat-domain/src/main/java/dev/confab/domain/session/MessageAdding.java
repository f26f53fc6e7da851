package dev.confab.domain.session;

import dev.confab.domain.RunId;
import dev.confab.domain.message.Message;
import java.util.Objects;

/** What came of adding a message. */
public sealed interface MessageAdding {

    /** It is the last one of the log. */
    record Added(Message message) implements MessageAdding {
        public Added {
            Objects.requireNonNull(message, "message");
        }
    }

    /** It had been added before, by the same words. Nothing was stored. */
    record Known(Message message) implements MessageAdding {
        public Known {
            Objects.requireNonNull(message, "message");
        }
    }

    /** Another message of the session has this identity. Nothing was stored. */
    record Taken() implements MessageAdding {}

    /** A run of the session has not ended. Nothing was stored. */
    record Busy(RunId active) implements MessageAdding {
        public Busy {
            Objects.requireNonNull(active, "active");
        }
    }

    /** This owner has no such session. */
    record NoSuchSession() implements MessageAdding {}
}
