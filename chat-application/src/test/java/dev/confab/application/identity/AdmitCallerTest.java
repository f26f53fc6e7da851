package dev.confab.application.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.identity.AdmitCaller.Reason;
import dev.confab.application.identity.AdmitCaller.Result;
import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.BearerToken;
import dev.confab.domain.identity.Caller;
import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AdmitCallerTest {

    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    private final CountingTokens tokens = new CountingTokens();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final AdmitCaller admit = new AdmitCaller(new TokenLookup(tokens, nanos::get), () -> CountingTokens.KEY,
            now::get);

    private Result admitted(BearerToken token) {
        return admit.admit(token).toCompletableFuture().join();
    }

    private Reason refused(BearerToken token) {
        return assertInstanceOf(Result.Refused.class, admitted(token)).reason();
    }

    @Test
    void token_thatIsGood_isItsOwners() {
        BearerToken token = tokens.make(Access.READ_ONLY, Optional.of(NOW.plusSeconds(1)), CountingTokens.KEY);

        assertEquals(new Result.Admitted(new Caller(new Owner("ada"), Access.READ_ONLY, Optional.of(token.id()),
                Optional.of(NOW.plusSeconds(1)))), admitted(token));
    }

    @Test
    void token_thatIsNotGood_isRefused() {
        BearerToken good = tokens.make();
        byte[] wrong = new byte[BearerToken.SECRET_BYTES];
        wrong[31] = 1;
        BearerToken revoked = tokens.make();
        tokens.revoke(revoked.id());

        assertEquals(Reason.UNKNOWN_TOKEN, refused(BearerToken.of(new TokenId(UUID.randomUUID()), wrong)));
        assertEquals(Reason.WRONG_SECRET, refused(BearerToken.of(good.id(), wrong)));
        assertEquals(Reason.REVOKED_TOKEN, refused(revoked));
        assertEquals(Reason.EXPIRED_TOKEN,
                refused(tokens.make(Access.FULL, Optional.of(NOW), CountingTokens.KEY)));
        TokenKey other = TokenKey.of(new byte[40]);
        assertEquals(new Result.Refused(Reason.OTHER_KEY, Optional.of(other.fingerprint())),
                admitted(tokens.make(Access.FULL, Optional.empty(), other)));
    }

    /** Who can write rows and does not have the key cannot make one token speak for another. */
    @Test
    void proof_ofOneToken_isNoneOfAnother() {
        byte[] secret = new byte[BearerToken.SECRET_BYTES];
        BearerToken one = BearerToken.of(new TokenId(UUID.randomUUID()), secret);
        BearerToken other = BearerToken.of(new TokenId(UUID.randomUUID()), secret);

        assertTrue(!CountingTokens.KEY.proofOf(one).matches(CountingTokens.KEY.proofOf(other)));
    }

    @Test
    void store_isAskedOncePerHalfSecondForAToken() {
        BearerToken token = tokens.make();
        for (int call = 0; call < 10; call++) {
            assertInstanceOf(Result.Admitted.class, admitted(token));
        }
        assertEquals(1, tokens.asked.get());

        tokens.revoke(token.id());
        nanos.set(TokenLookup.FRESH.toNanos() - 1);
        assertInstanceOf(Result.Admitted.class, admitted(token));
        nanos.set(TokenLookup.FRESH.toNanos());

        assertEquals(Reason.REVOKED_TOKEN, refused(token));
        assertEquals(2, tokens.asked.get());
    }

    @Test
    void expiry_isNoticedAlsoWhileTheStoreIsNotAsked() {
        BearerToken token = tokens.make(Access.FULL, Optional.of(NOW.plusMillis(1)), CountingTokens.KEY);
        assertInstanceOf(Result.Admitted.class, admitted(token));

        now.set(NOW.plusMillis(1));

        assertEquals(Reason.EXPIRED_TOKEN, refused(token));
        assertEquals(1, tokens.asked.get());
    }

    @Test
    void callers_whoComeWhileTheStoreIsAsked_areAskedForTogether() {
        tokens.answers.drainPermits();
        CompletionStage<Result> first = admit.admit(tokens.make());
        List<CompletionStage<Result>> others = new ArrayList<>();
        for (int caller = 0; caller < 200; caller++) {
            others.add(admit.admit(BearerToken.of(new TokenId(UUID.randomUUID()), new byte[32])));
            others.add(admit.admit(tokens.make()));
        }

        tokens.answers.release(1_000);

        assertInstanceOf(Result.Admitted.class, first.toCompletableFuture().join());
        long admitted = others.stream()
                .filter(each -> each.toCompletableFuture().join() instanceof Result.Admitted)
                .count();
        assertEquals(200, admitted);
        assertTrue(tokens.asked.get() <= 3, () -> tokens.asked + " questions");
    }

    @Test
    void caller_whoTakesLong_holdsUpNobody() throws Exception {
        var held = new Semaphore(0);
        var waits = new Semaphore(0);
        tokens.answers.drainPermits();
        CompletionStage<Void> slow = admit.admit(tokens.make()).thenAccept(result -> {
            waits.release();
            held.acquireUninterruptibly();
        });
        tokens.answers.release(1_000);
        waits.acquire();

        assertInstanceOf(Result.Admitted.class, admitted(tokens.make()));

        held.release();
        slow.toCompletableFuture().join();
    }

    @Test
    void store_thatIsAway_isAFaultAndNoRefusal() {
        BearerToken token = tokens.make();
        tokens.fault = new StoreFault.Unavailable("away", null);
        var thrown = assertThrows(CompletionException.class, () -> admitted(token));
        assertInstanceOf(StoreFault.Unavailable.class, thrown.getCause());

        tokens.fault = null;

        assertInstanceOf(Result.Admitted.class, admitted(token));
    }
}
