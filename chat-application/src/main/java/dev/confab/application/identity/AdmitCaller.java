package dev.confab.application.identity;

import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.identity.ApiToken;
import dev.confab.domain.identity.BearerToken;
import dev.confab.domain.identity.Caller;
import dev.confab.domain.identity.StoredToken;
import dev.confab.domain.identity.TokenKey;
import dev.confab.domain.identity.TokenProof;
import dev.confab.domain.identity.TokenStore;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Recognises callers by their tokens. What is known of a token is used for {@link TokenLookup#FRESH half a second} at the
 * most: a token that is revoked, wherever that is done, is refused from then on. However many callers there are, the store
 * is asked one question at a time, and none when nobody calls. Safe for use by several threads; blocks none.
 */
public final class AdmitCaller {

    private final TokenLookup lookup;
    private final Supplier<TokenKey> key;
    private final InstantSource clock;
    private final Executor threads = task -> Thread.ofVirtual().name("confab-admission").start(task);

    /**
     * Recognises the tokens of a store.
     *
     * @param key   what their secrets are hashed with; asked when the first of them is there to be looked at
     * @param clock tells whether a token has expired
     */
    public AdmitCaller(TokenStore store, Supplier<TokenKey> key, InstantSource clock) {
        this(new TokenLookup(store, System::nanoTime), key, clock);
    }

    AdmitCaller(TokenLookup lookup, Supplier<TokenKey> key, InstantSource clock) {
        this.lookup = Objects.requireNonNull(lookup, "lookup");
        this.key = Objects.requireNonNull(key, "key");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** What came of showing a token. */
    public sealed interface Result {

        /** The caller is known. */
        record Admitted(Caller caller) implements Result {}

        /**
         * He is not. A caller is never told why.
         *
         * @param storedKey the fingerprint of the key that the token was made with, if that is not ours
         */
        record Refused(Reason reason, Optional<String> storedKey) implements Result {

            private static Refused because(Reason reason) {
                return new Refused(reason, Optional.empty());
            }
        }
    }

    /** Why a token is not taken, for those who run the server. */
    public enum Reason {
        UNKNOWN_TOKEN, WRONG_SECRET, REVOKED_TOKEN, EXPIRED_TOKEN,
        /** It was made with another {@link TokenKey}, so that nobody here can tell whether it is right. */
        OTHER_KEY
    }

    /**
     * Looks at a token.
     *
     * @return what came of it, later: on a virtual thread that may block, unless it is there already; or a
     *         {@link StoreFault} when it cannot be told
     */
    public CompletionStage<Result> admit(BearerToken token) {
        CompletableFuture<Optional<StoredToken>> found = lookup.find(token.id());
        return found.isDone() && !found.isCompletedExceptionally()
                ? CompletableFuture.completedFuture(judge(token, found.join()))
                : found.thenApplyAsync(stored -> judge(token, stored), threads);
    }

    private Result judge(BearerToken token, Optional<StoredToken> found) {
        if (found.isEmpty()) {
            return Result.Refused.because(Reason.UNKNOWN_TOKEN);
        }
        StoredToken stored = found.get();
        TokenProof shown = key.get().proofOf(token);
        if (!shown.key().equals(stored.proof().key())) {
            return new Result.Refused(Reason.OTHER_KEY, Optional.of(stored.proof().key()));
        }
        if (!shown.matches(stored.proof())) {
            return Result.Refused.because(Reason.WRONG_SECRET);
        }
        ApiToken known = stored.token();
        if (known.revokedAt().isPresent()) {
            return Result.Refused.because(Reason.REVOKED_TOKEN);
        }
        return known.isExpiredAt(clock.instant()) ? Result.Refused.because(Reason.EXPIRED_TOKEN)
                : new Result.Admitted(known.caller());
    }
}
