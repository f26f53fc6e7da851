package dev.confab.application.identity;

import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.ApiToken;
import dev.confab.domain.identity.BearerToken;
import dev.confab.domain.identity.Caller;
import dev.confab.domain.identity.NewToken;
import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenKey;
import dev.confab.domain.identity.TokenStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What an operator does with tokens. Callers never reach it. Blocks as {@link TokenStore} does. */
public final class AdministerTokens {

    private final TokenStore store;
    private final TokenKey key;
    private final IdSource ids;
    private final SecureRandom random;

    /**
     * Administers the tokens of a store.
     *
     * @param key    what their secrets are hashed with
     * @param ids    gives tokens their names
     * @param random gives them their secrets
     */
    public AdministerTokens(TokenStore store, TokenKey key, IdSource ids, SecureRandom random) {
        this.store = Objects.requireNonNull(store, "store");
        this.key = Objects.requireNonNull(key, "key");
        this.ids = Objects.requireNonNull(ids, "ids");
        this.random = Objects.requireNonNull(random, "random");
    }

    /**
     * The token that is wanted.
     *
     * @param owner     the user for whom it speaks; never {@link Owner#EVERYONE}
     * @param access    what its bearer may do
     * @param label     what it is for, as {@link ApiToken#label}
     * @param expiresAt when it ends by itself; empty for never
     */
    public record Command(Owner owner, Access access, String label, Optional<Instant> expiresAt) {

        public Command {
            Objects.requireNonNull(access, "access");
            Objects.requireNonNull(expiresAt, "expiresAt");
            Caller.requireOne(owner);
            ApiToken.requireLabel(label);
        }
    }

    /**
     * A token that was made.
     *
     * @param bearer what its bearer shows; nobody can find it out again
     * @param stored what is kept of it
     */
    public record Issued(BearerToken bearer, ApiToken stored) {}

    /**
     * Makes a token.
     *
     * @throws StoreFault if it could not be stored; it is worth nothing then
     */
    public Issued issue(Command command) {
        byte[] secret = new byte[BearerToken.SECRET_BYTES];
        random.nextBytes(secret);
        BearerToken bearer = BearerToken.of(new TokenId(ids.next()), secret);
        ApiToken stored = store.add(new NewToken(bearer.id(), command.owner(), command.access(), command.label(),
                command.expiresAt(), key.proofOf(bearer)));
        return new Issued(bearer, stored);
    }

    /** Returns tokens of all users, as {@link TokenStore#list}. */
    public List<ApiToken> list() {
        return store.list();
    }

    /** Revokes a token, as {@link TokenStore#revoke}: within a second no server takes it any more. */
    public boolean revoke(TokenId id) {
        return store.revoke(id);
    }
}
