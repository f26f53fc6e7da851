package dev.confab.openai.http;

import dev.confab.domain.fault.LlmFault.Phase;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What a model call hangs on. It is cut for good when the reader closes, and for the attempt at hand when a phase takes too
 * long; cutting breaks whatever the call waits for at that moment.
 *
 * <p>
 * One thread at a time makes the call; {@link #close()} and the watchdog come from others.
 */
public final class Lifeline implements Watchdog.Watched {

    private final Watchdog watchdog;
    private final PhaseLimits limits;
    private final long end;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile long deadline;
    private volatile @Nullable Phase overrun;
    private Phase phase = Phase.CONNECT;
    private @Nullable Runnable breaker;

    private Lifeline(Watchdog watchdog, PhaseLimits limits) {
        this.watchdog = watchdog;
        this.limits = limits;
        this.end = watchdog.now() + limits.total().toNanos();
        this.deadline = end;
    }

    /** Begins a call; its total time counts from now. */
    public static Lifeline begin(Watchdog watchdog, PhaseLimits limits) {
        var line = new Lifeline(watchdog, limits);
        watchdog.watch(line);
        return line;
    }

    /** Begins a phase: from now on its limit counts. */
    public void enter(Phase next) {
        enter(next, limits.of(next));
    }

    /** Begins a phase with a limit of its own. */
    public void enter(Phase next, Duration limit) {
        long until = Math.min(end, watchdog.now() + limit.toNanos());
        synchronized (this) {
            phase = next;
            deadline = until;
        }
        watchdog.heed(until);
    }

    /** Ends a phase: the reader's own time begins, and only the total counts. */
    public void rest() {
        deadline = end;
    }

    /** Forgets that a phase took too long, for the next attempt. The end of the total time is never forgotten. */
    public void renew() {
        synchronized (this) {
            if (overrun != Phase.TOTAL) {
                overrun = null;
            }
            deadline = end;
        }
    }

    /** Returns how much of the total time is left, not negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - watchdog.now()));
    }

    /** Returns whether the reader closed. */
    public boolean closed() {
        return closing.getCount() == 0;
    }

    /** Returns the phase that took too long, if one did. */
    public Optional<Phase> overrun() {
        return Optional.ofNullable(overrun);
    }

    /** Returns a latch that opens when the reader closes. */
    public CountDownLatch closing() {
        return closing;
    }

    /**
     * Says what is to be broken when the line is cut.
     *
     * @throws InterruptedIOException if it is cut already; the breaker has been run then
     */
    void hold(Runnable onCut) throws InterruptedIOException {
        synchronized (this) {
            if (!isCut()) {
                breaker = onCut;
                return;
            }
        }
        onCut.run();
        throw cut();
    }

    /** Nothing is to be broken any more: when this returns, no breaker runs or will. */
    void letGo() {
        synchronized (this) {
            breaker = null;
        }
    }

    /**
     * Waits for something that another thread makes, no longer than the line holds. When it is cut, the future is
     * cancelled: whoever completes it then has to take its value back.
     */
    <T extends @Nullable Object> T await(CompletableFuture<T> made) throws IOException {
        hold(() -> made.cancel(false));
        try {
            return made.get();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            close();
            throw cut();
        } catch (CancellationException cancelled) {
            throw cut();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException(failed.getCause());
        } finally {
            letGo();
        }
    }

    boolean isCut() {
        return closed() || overrun != null;
    }

    private static InterruptedIOException cut() {
        return new InterruptedIOException("the call was cut");
    }

    @Override
    public long deadline() {
        return overrun == null && !closed() ? deadline : Watchdog.NEVER;
    }

    @Override
    public void expire(long now) {
        synchronized (this) {
            if (deadline() <= now) {
                overrun = now >= end ? Phase.TOTAL : phase;
                cutHeld();
            }
        }
    }

    /** Cuts the line for good. Returns whether it was this call that did it. */
    public boolean close() {
        synchronized (this) {
            if (closed()) {
                return false;
            }
            closing.countDown();
            cutHeld();
        }
        watchdog.unwatch(this);
        return true;
    }

    /** Ends the call: nothing is watched or broken any more. */
    public void finish() {
        watchdog.unwatch(this);
        letGo();
    }

    /** Under the lock, so that what is broken cannot have been let go of and be somebody else's by now. */
    private void cutHeld() {
        Runnable held = breaker;
        breaker = null;
        if (held != null) {
            held.run();
        }
    }
}
