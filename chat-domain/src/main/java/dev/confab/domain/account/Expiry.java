package dev.confab.domain.account;

import dev.confab.domain.SessionId;
import java.util.Objects;
import java.util.Optional;

/**
 * What one step of forgetting what is old has deleted.
 *
 * @param erased what was deleted
 * @param next   the session to go on behind; empty when there are no others
 */
public record Expiry(Erased erased, Optional<SessionId> next) {

    public Expiry {
        Objects.requireNonNull(erased, "erased");
        Objects.requireNonNull(next, "next");
    }
}
