package dev.confab.domain.identity;

import dev.confab.domain.Owner;
import dev.confab.domain.account.Erased;
import dev.confab.domain.account.OwnedData;
import dev.confab.domain.fault.StoreFault;
import java.util.List;
import java.util.Set;

/**
 * Keeps tokens. The one port that is asked before it is known whose call it is, and by operators: only forgetting
 * takes an owner, and none is for callers. Implementations are safe for use by several threads. Every method blocks, for no longer than
 * three seconds, and throws {@link StoreFault} when it cannot tell.
 */
public interface TokenStore extends OwnedData {

    /** The most tokens that are asked for at once, and the most that are listed. */
    int MOST = 1_000;

    /**
     * Stores a token.
     *
     * @return it, as stored
     * @throws StoreFault if it could not be stored, or may have been but nobody knows
     */
    ApiToken add(NewToken token);

    /**
     * Finds tokens, also those that are expired or revoked: whoever asks decides by what he finds.
     *
     * @param ids at most {@value #MOST}
     * @return those that there are, in any order
     * @throws StoreFault if it cannot be found out
     */
    List<StoredToken> find(Set<TokenId> ids);

    /**
     * Lists tokens of all users, the newest first, {@value #MOST} at the most.
     *
     * @throws StoreFault if they cannot be read
     */
    List<ApiToken> list();

    /**
     * Revokes a token, from now on and for ever. One that is revoked stays revoked as of then.
     *
     * @return whether there is such a token
     * @throws StoreFault if it is not known whether it was revoked; doing it again does no harm
     */
    boolean revoke(TokenId id);

    /**
     * Returns whether there was never a token, not even one that is revoked or expired by now.
     *
     * @throws StoreFault if it cannot be found out
     */
    boolean isEmpty();

    /**
     * Revokes all tokens of an owner and forgets whose they were: they are neither found nor listed any more. That there was
     * a token stays known.
     */
    @Override
    Erased erase(Owner owner);

    /** Checks how many are asked for. */
    static void requireFew(Set<TokenId> ids) {
        if (ids.size() > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " tokens are asked for at once");
        }
    }
}
