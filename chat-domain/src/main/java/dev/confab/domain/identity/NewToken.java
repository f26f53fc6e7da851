package dev.confab.domain.identity;

import dev.confab.domain.Owner;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A token to be stored.
 *
 * @param id        a fresh name
 * @param owner     the user for whom it speaks; never {@link Owner#EVERYONE}
 * @param access    what its bearer may do
 * @param label     as {@link ApiToken#label}
 * @param expiresAt when it ends by itself; empty for never
 * @param proof     what its secret is recognised by
 */
public record NewToken(TokenId id, Owner owner, Access access, String label, Optional<Instant> expiresAt,
        TokenProof proof) {

    public NewToken {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Objects.requireNonNull(proof, "proof");
        Caller.requireOne(owner);
        ApiToken.requireLabel(label);
    }

    /** Tells neither whose it is nor what it is for. */
    @Override
    public String toString() {
        return "NewToken[" + id + ']';
    }
}
