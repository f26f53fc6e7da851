package dev.confab.application.session;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCreating;
import java.util.Objects;
import java.util.Optional;

/** Makes sessions in which nothing has been said yet. */
public interface CreateSession {

    /**
     * Makes a session.
     *
     * @throws StoreFault if the store fails; saying the same again is safe if the command names an identity
     */
    SessionCreating create(Owner owner, Command command);

    /**
     * A session to make.
     *
     * @param id         the identity that the caller chose for it, if he did: then he may say the same again
     * @param attributes what is said about it
     */
    record Command(Optional<SessionId> id, SessionAttributes attributes) {
        public Command {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(attributes, "attributes");
        }
    }
}
