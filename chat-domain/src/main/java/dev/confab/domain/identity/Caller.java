package dev.confab.domain.identity;

import dev.confab.domain.Owner;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Who makes a call.
 *
 * @param owner  the user on whose behalf it is made; never {@link Owner#EVERYONE}
 * @param access what he may do
 * @param token  the stored token that he showed, if that is how he is known: it may be revoked any time
 * @param until  when he stops being known, at the latest; empty for never
 */
public record Caller(Owner owner, Access access, Optional<TokenId> token, Optional<Instant> until) {

    public Caller {
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(until, "until");
        requireOne(owner);
    }

    /**
     * Checks that a user can be called so.
     *
     * @throws IllegalArgumentException if the name means everybody
     */
    public static void requireOne(Owner owner) {
        Objects.requireNonNull(owner, "owner");
        if (owner.equals(Owner.EVERYONE)) {
            throw new IllegalArgumentException("no user is called *: that means everybody");
        }
    }

    /** Returns whether he is known at this time. */
    public boolean isKnownAt(Instant now) {
        return until.isEmpty() || now.isBefore(until.get());
    }
}
