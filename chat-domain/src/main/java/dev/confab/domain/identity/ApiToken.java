package dev.confab.domain.identity;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a token, without what would let anybody use it.
 *
 * @param id        its public name
 * @param owner     the user for whom it speaks; never {@link Owner#EVERYONE}
 * @param access    what its bearer may do
 * @param label     what it is for, in the words of whoever made it: 0 to {@value #MAX_LABEL} UTF-16 code units without
 *                  control characters
 * @param createdAt when it was made
 * @param expiresAt when it ends by itself; empty for never
 * @param revokedAt when it was revoked, if it was
 */
public record ApiToken(TokenId id, Owner owner, Access access, String label, Instant createdAt,
        Optional<Instant> expiresAt, Optional<Instant> revokedAt) {

    /** The longest label, in UTF-16 code units. */
    public static final int MAX_LABEL = 200;

    public ApiToken {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Objects.requireNonNull(revokedAt, "revokedAt");
        Caller.requireOne(owner);
        requireLabel(label);
    }

    /**
     * Checks a label.
     *
     * @throws IllegalArgumentException if it is too long, or cannot be shown in one line
     */
    public static void requireLabel(String label) {
        Objects.requireNonNull(label, "label");
        if (label.length() > MAX_LABEL) {
            throw new IllegalArgumentException("a label has at most " + MAX_LABEL + " characters");
        }
        if (PlainText.firstFlaw(label).isPresent() || label.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a label has no control characters and no lone surrogates");
        }
    }

    /** Returns whether it ended by itself before this time. */
    public boolean isExpiredAt(Instant now) {
        return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
    }

    /** Returns its bearer. */
    public Caller caller() {
        return new Caller(owner, access, Optional.of(id), expiresAt);
    }

    /** Tells neither whose it is nor what it is for. */
    @Override
    public String toString() {
        return "ApiToken[" + id + ']';
    }
}
