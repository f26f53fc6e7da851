package dev.confab.application.execution;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.run.Execution;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of this process, from before its turn is opened until after it is closed. */
final class LiveRun implements AutoCloseable {

    private final LiveRuns all;
    private final Owner owner;
    private final RunId run;
    private final boolean stored;
    private final LiveText text = new LiveText();
    private volatile int attempt;
    private volatile boolean handedOver;
    private volatile Optional<Duration> retryAfter = Optional.empty();
    private @Nullable ReplyStream stream;
    private boolean stopped;
    private boolean counted;
    private boolean gone;

    LiveRun(LiveRuns all, Owner owner, RunId run, boolean stored) {
        this.stored = stored;
        this.all = all;
        this.owner = owner;
        this.run = run;
    }

    Owner owner() {
        return owner;
    }

    RunId run() {
        return run;
    }

    /** Whether the store knows it, or soon will: otherwise its text is shown as it comes. */
    boolean isStored() {
        return stored;
    }

    LiveText text() {
        return text;
    }

    /** The store knows the run now, as executed here under this attempt. */
    void begins(int number) {
        attempt = number;
    }

    /** Returns under which attempt it is executed; empty before the store knows it. */
    Optional<Execution> execution() {
        return attempt == 0 ? Optional.empty() : Optional.of(new Execution(run, attempt));
    }

    /** Ties a model call to the run; it is cancelled at once if the run was stopped before. */
    void calls(ReplyStream opened) {
        boolean late;
        synchronized (this) {
            stream = opened;
            late = stopped;
        }
        if (late) {
            opened.close();
        }
    }

    /** Its text is logged from now on; returns whether the log has to be told that there is something. */
    boolean follow() {
        synchronized (this) {
            if (!counted && !gone) {
                counted = true;
                all.followed(1);
            }
        }
        return text.follow();
    }

    /** Cuts the call of the model, also one that begins later. */
    void stop() {
        ReplyStream open;
        synchronized (this) {
            stopped = true;
            open = stream;
        }
        if (open != null) {
            open.close();
        }
    }

    /** Keeps what the fault tells about trying again. */
    void failed(ChatFault fault) {
        retryAfter = fault instanceof LlmFault model ? model.retryAfter() : Optional.empty();
    }

    /** Keeps how long it makes no sense to try again. */
    void refused(Duration pause) {
        retryAfter = Optional.of(pause);
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Stops executing without ending the run: somebody else will. */
    void handOver() {
        handedOver = true;
        stop();
    }

    boolean isHandedOver() {
        return handedOver;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (counted && !gone) {
                all.followed(-1);
            }
            gone = true;
        }
        all.leave(this);
    }
}
