package dev.confab.openai;

import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.LlmFault.TimedOut;
import dev.confab.openai.http.NoPlaceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps attempts from a provider that is away. Closed, it counts how attempts end and opens when too many tell that the
 * provider is not there; open, it refuses every attempt for a while; then it lets a few trials through, and what most of
 * them find decides. An attempt counts for the state it began in: what began before a change tells nothing after it.
 *
 * <p>
 * Nothing happens by itself: it looks at the time when it is asked. Safe for use by several threads; it never blocks.
 */
final class Breaker {

    /** What happened, for whoever writes it down; called without a lock. */
    interface Listener {

        /** Too many attempts failed: none is made for so long. */
        void opened(int failed, int attempts, Duration wait);

        /** The provider is back. */
        void closed();
    }

    /** What {@link #enter} answers. */
    sealed interface Entry {}

    /** The attempt is not to be made, and that is how its call ends. */
    record Refused(LlmFault fault) implements Entry {}

    private sealed interface State {}

    private record Closed(Tally tally) implements State {}

    private record Open(long until) implements State {}

    private static final class Trying implements State {
        private int running;
        private int succeeded;
        private int failed;
    }

    private final BreakerRules rules;
    private final LongSupplier nanos;
    private final long origin;
    private final Listener listener;
    private final Object lock = new Object();
    private State state;
    /** Counts the changes of state, so that an attempt knows whether it is still the one it began in. */
    private long era;

    /**
     * Makes a closed breaker.
     *
     * @param nanos a clock that never goes back, in nanoseconds
     */
    Breaker(BreakerRules rules, LongSupplier nanos, Listener listener) {
        this.rules = rules;
        this.nanos = nanos;
        this.origin = nanos.getAsLong();
        this.listener = listener;
        this.state = new Closed(new Tally(rules.mostAttempts(), rules.window()));
    }

    private long now() {
        return nanos.getAsLong() - origin;
    }

    /** Asks to make an attempt. A {@link Permit} has to be settled or dropped. */
    Entry enter() {
        synchronized (lock) {
            if (state instanceof Open open) {
                if (open.until() > now()) {
                    return new Refused(away(open.until() - now()));
                }
                become(new Trying());
            }
            if (state instanceof Trying trying) {
                if (trying.running + trying.succeeded + trying.failed >= rules.trials()) {
                    return new Refused(away(rules.trialWait().toNanos()));
                }
                trying.running++;
            }
            return new Permit(era);
        }
    }

    /** Returns what an attempt made now would be refused with, empty if it might be made. */
    Optional<LlmFault> outage() {
        synchronized (lock) {
            long now = now();
            return state instanceof Open open && open.until() > now ? Optional.of(away(open.until() - now))
                    : Optional.empty();
        }
    }

    private static LlmFault away(long nanos) {
        // Rounded up, so that whoever waits for so long does not come too early.
        Duration rest = Duration.ofMillis((nanos + 999_999) / 1_000_000);
        return new LlmFault.Unavailable(
                "the provider failed too often and is not asked for " + rest.toMillis() + " ms", Optional.of(rest),
                null);
    }

    private void become(State next) {
        state = next;
        era++;
    }

    private void settle(long begunIn, boolean failure) {
        @Nullable
        Runnable news;
        synchronized (lock) {
            news = era != begunIn ? null : switch (state) {
                case Closed closed -> count(closed.tally(), failure);
                case Trying trying -> count(trying, failure);
                case Open open -> null;
            };
        }
        if (news != null) {
            news.run();
        }
    }

    private @Nullable Runnable count(Tally tally, boolean failure) {
        tally.add(now(), failure);
        int all = tally.all();
        int failed = tally.failed();
        return failure && all >= rules.leastAttempts() && failed >= rules.failureRate() * all ? open(failed, all)
                : null;
    }

    private @Nullable Runnable count(Trying trying, boolean failure) {
        trying.running--;
        if (failure) {
            trying.failed++;
        } else {
            trying.succeeded++;
        }
        int done = trying.failed + trying.succeeded;
        if (2 * trying.failed > rules.trials()) {
            return open(trying.failed, done);
        }
        if (2 * trying.succeeded > rules.trials()) {
            become(new Closed(new Tally(rules.mostAttempts(), rules.window())));
            return listener::closed;
        }
        return null;
    }

    private Runnable open(int failed, int attempts) {
        become(new Open(now() + rules.pause().toNanos()));
        return () -> listener.opened(failed, attempts, rules.pause());
    }

    private void free(long begunIn) {
        synchronized (lock) {
            if (era == begunIn && state instanceof Trying trying) {
                trying.running--;
            }
        }
    }

    /** Whether a fault tells that the provider itself is away. What it answers and what it denies us does not. */
    private static boolean tellsAbsence(LlmFault fault) {
        return switch (fault) {
            case LlmFault.Unavailable unavailable -> true;
            case LlmFault.ProtocolBroken broken -> true;
            case TimedOut late -> switch (late.phase()) {
                // With no place of ours free, the provider was not even asked.
                case CONNECT -> !(late.getCause() instanceof NoPlaceException);
                case HEADERS, FIRST_TOKEN -> true;
                case NEXT_TOKEN, TOTAL -> false;
            };
            case LlmFault.RateLimited limited -> false;
            case LlmFault.Refused refused -> false;
            case LlmFault.ContextTooLong tooLong -> false;
            case LlmFault.Misconfigured misconfigured -> false;
        };
    }

    /** Leave to make one attempt. The first thing it is told counts, and nothing after it. */
    final class Permit implements Entry {

        private final long begunIn;
        private final AtomicBoolean settled = new AtomicBoolean();

        private Permit(long begunIn) {
            this.begunIn = begunIn;
        }

        /** The provider is there: a token came, or an end with its reason. */
        void succeeded() {
            if (settles()) {
                settle(begunIn, false);
            }
        }

        /** The attempt failed; what that says about the provider follows from the fault. */
        void failed(LlmFault fault) {
            if (!tellsAbsence(fault)) {
                drop();
            } else if (settles()) {
                settle(begunIn, true);
            }
        }

        /** The attempt is over and has told nothing, unless it has already. */
        void drop() {
            if (settles()) {
                free(begunIn);
            }
        }

        private boolean settles() {
            return !settled.get() && settled.compareAndSet(false, true);
        }
    }
}
