package dev.confab.domain.session;

import dev.confab.domain.SessionId;
import java.util.Objects;

/**
 * A session to be made, with an empty log.
 *
 * @param id         its identity
 * @param repeatable whether its maker chose the identity, and may say the same again
 * @param attributes what is said about it
 */
public record NewSession(SessionId id, boolean repeatable, SessionAttributes attributes) {

    public NewSession {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(attributes, "attributes");
    }
}
