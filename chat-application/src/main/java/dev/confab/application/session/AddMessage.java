package dev.confab.application.session;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import java.util.Objects;
import java.util.Optional;

/** Adds messages to sessions without asking a model. Later prompts have them as if they had been said in turns. */
public interface AddMessage {

    /**
     * Adds a message to the end of the session's log.
     *
     * @throws StoreFault if the store fails; saying the same again is safe if the command has the caller's own name for it
     */
    Result add(Owner owner, Command command);

    /**
     * A message to add.
     *
     * @param role     who says it
     * @param content  what it says, not blank
     * @param clientId the caller's own name for the message, if it has one: within the session the same name is the same
     *                 message
     */
    record Command(SessionId session, Role role, PlainText content, Optional<String> clientId) {
        public Command {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(clientId, "clientId");
            if (content.isBlank()) {
                throw new IllegalArgumentException("a message is not blank");
            }
        }
    }

    /** What came of it. */
    sealed interface Result {

        /**
         * It is in the log.
         *
         * @param known whether it was before, so that nothing was stored
         */
        record Added(Message message, boolean known) implements Result {
            public Added {
                Objects.requireNonNull(message, "message");
            }
        }

        /** Another message was added under this name. Nothing was stored. */
        record NameTaken() implements Result {}

        /** A run of the session has not ended, and its answer has to come first. Nothing was stored. */
        record Busy(RunId active) implements Result {
            public Busy {
                Objects.requireNonNull(active, "active");
            }
        }

        /** It is longer than a message may be, in UTF-16 code units. Nothing was stored. */
        record TooLong(int length, int limit) implements Result {}

        /** There is no such session. */
        record NoSuchSession() implements Result {}
    }
}
