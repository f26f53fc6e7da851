package dev.confab.application.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.BearerToken;
import dev.confab.domain.identity.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CallerWatchTest {

    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");
    private static final int SECONDS = 20;

    private final CountingTokens tokens = new CountingTokens();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final CallerWatch watch = new CallerWatch(tokens, now::get, Duration.ofMillis(2));
    private final Semaphore sentAway = new Semaphore(0);

    private static Caller bearer(BearerToken token) {
        return new Caller(new Owner("ada"), Access.FULL, Optional.of(token.id()), Optional.empty());
    }

    private boolean isSentAway() throws InterruptedException {
        return sentAway.tryAcquire(SECONDS, TimeUnit.SECONDS);
    }

    private void awaitQuestions(int more) {
        int before = tokens.asked.get();
        while (tokens.asked.get() < before + more) {
            Thread.onSpinWait();
        }
    }

    private void awaitRest() {
        int seen;
        do {
            seen = tokens.asked.get();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        } while (tokens.asked.get() != seen);
    }

    @Test
    void caller_whoseTokenIsRevoked_isSentAwayAndOthersStay() throws Exception {
        BearerToken token = tokens.make();
        CallerWatch.Stay stays = watch.begin(bearer(tokens.make()), () -> sentAway.release(100));
        watch.begin(bearer(token), sentAway::release);
        watch.begin(bearer(token), sentAway::release);
        awaitQuestions(2);
        assertEquals(0, sentAway.availablePermits());

        tokens.revoke(token.id());

        assertTrue(sentAway.tryAcquire(2, SECONDS, TimeUnit.SECONDS));
        awaitQuestions(2);
        assertEquals(0, sentAway.availablePermits());
        stays.end();
    }

    @Test
    void caller_whoseTimeIsOver_isSentAwayWithoutAQuestion() throws Exception {
        watch.begin(new Caller(new Owner("ada"), Access.FULL, Optional.empty(), Optional.of(NOW.plusSeconds(5))),
                sentAway::release);
        assertFalse(sentAway.tryAcquire(20, TimeUnit.MILLISECONDS));

        now.set(NOW.plusSeconds(5));

        assertTrue(isSentAway());
        assertEquals(0, tokens.asked.get());
    }

    @Test
    void store_isAskedOnlyWhileSomebodyIsThere() {
        assertEquals(0, tokens.asked.get());
        CallerWatch.Stay first = watch.begin(bearer(tokens.make()), sentAway::release);
        awaitQuestions(1);
        first.end();
        first.end();
        awaitRest();

        CallerWatch.Stay again = watch.begin(bearer(tokens.make()), sentAway::release);
        awaitQuestions(1);
        again.end();
    }

    @Test
    void caller_whoCannotBeRevoked_isNotLookedAfter() {
        watch.begin(new Caller(Owner.LOCAL, Access.FULL, Optional.empty(), Optional.empty()), sentAway::release);

        awaitRest();

        assertEquals(0, tokens.asked.get());
    }

    @Test
    void store_thatIsAway_sendsNobodyAwayAndIsAskedAgain() throws Exception {
        BearerToken token = tokens.make();
        tokens.fault = new StoreFault.Unavailable("away", null);
        watch.begin(bearer(token), sentAway::release);
        awaitQuestions(2);
        assertEquals(0, sentAway.availablePermits());

        tokens.revoke(token.id());
        tokens.fault = null;

        assertTrue(isSentAway());
    }
}
