package dev.confab.application.identity;

import dev.confab.domain.identity.Caller;
import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends callers away whose token is revoked or over while something is open for them. The store is asked about all of them
 * together, every half a second, while there is anybody whose token it keeps; when nobody is there, nothing happens. While
 * the store cannot be asked nobody is sent away on its account. Safe for use by several threads.
 */
public final class CallerWatch {

    /** How often is looked: with the time that an answer takes, within a second after a token was revoked. */
    public static final Duration PERIOD = Duration.ofMillis(500);

    private final TokenStore store;
    private final InstantSource clock;
    private final Duration period;
    private final Set<Stay> stays = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean looking;

    /** Watches callers with the tokens of this store. */
    public CallerWatch(TokenStore store, InstantSource clock) {
        this(store, clock, PERIOD);
    }

    CallerWatch(TokenStore store, InstantSource clock, Duration period) {
        this.store = Objects.requireNonNull(store, "store");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.period = Objects.requireNonNull(period, "period");
    }

    /** Something that is open for a caller. Two of them are the same only if they are one. */
    public final class Stay {

        private final Caller caller;
        private final Runnable sendAway;

        private Stay(Caller caller, Runnable sendAway) {
            this.caller = caller;
            this.sendAway = sendAway;
        }

        /** It is closed: there is no more need to look after it. May be called any number of times. */
        public void end() {
            stays.remove(this);
        }
    }

    /**
     * Looks after something that is open for a caller.
     *
     * @param sendAway closes it; called once at the most, on a thread that others wait for, so it must not block
     */
    public Stay begin(Caller caller, Runnable sendAway) {
        var stay = new Stay(Objects.requireNonNull(caller, "caller"), Objects.requireNonNull(sendAway, "sendAway"));
        if (caller.token().isEmpty() && caller.until().isEmpty()) {
            return stay;
        }
        lock.lock();
        try {
            stays.add(stay);
            if (!looking) {
                looking = true;
                Thread.ofVirtual().name("confab-caller-watch").start(this::look);
            }
        } finally {
            lock.unlock();
        }
        return stay;
    }

    private void look() {
        while (isNeeded()) {
            LockSupport.parkNanos(this, period.toNanos());
            try {
                sendAway();
            } catch (RuntimeException away) {
                // Nobody knows: those who are here stay until it is known again, and new ones are not let in.
                LockSupport.parkNanos(this, period.toNanos());
            }
        }
    }

    private boolean isNeeded() {
        lock.lock();
        try {
            looking = !stays.isEmpty();
            return looking;
        } finally {
            lock.unlock();
        }
    }

    private void sendAway() {
        var now = clock.instant();
        stays.stream().filter(stay -> !stay.caller.isKnownAt(now)).forEach(this::close);
        List<TokenId> shown = stays.stream().flatMap(stay -> stay.caller.token().stream()).distinct().toList();
        Set<TokenId> gone = new HashSet<>(shown);
        for (int from = 0; from < shown.size(); from += TokenStore.MOST) {
            var some = new HashSet<>(shown.subList(from, Math.min(shown.size(), from + TokenStore.MOST)));
            store.find(some)
                    .stream()
                    .filter(stored -> stored.token().revokedAt().isEmpty())
                    .forEach(stored -> gone.remove(stored.token().id()));
        }
        for (Stay stay : new ArrayList<>(stays)) {
            if (stay.caller.token().filter(gone::contains).isPresent()) {
                close(stay);
            }
        }
    }

    private void close(Stay stay) {
        if (stays.remove(stay)) {
            stay.sendAway.run();
        }
    }
}
