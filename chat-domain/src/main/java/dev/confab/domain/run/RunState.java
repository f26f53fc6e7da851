package dev.confab.domain.run;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A run as far as decisions about it depend on it, and all those decisions ({@link #step}). It knows nothing of the other
 * runs of its session: that only the oldest one that has not ended is activated, and only when none is running, is up to
 * the store.
 *
 * @param status      where it stands
 * @param attempt     which execution of it this is, or will be; from 1
 * @param leaseEnd    until when it counts as executed while it is running, exclusive; without meaning otherwise
 * @param cancelAsked whether somebody asked for its end
 * @param followed    whether somebody follows its text
 * @param log         what was logged of its text; empty when there is no log, which for a followed run that is running
 *                    means that it was lost
 */
public record RunState(RunStatus status, int attempt, Instant leaseEnd, boolean cancelAsked, boolean followed,
        Optional<LoggedText> log) {

    public RunState {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(leaseEnd, "leaseEnd");
        Objects.requireNonNull(log, "log");
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1");
        }
    }

    /** Returns a new run that waits for those before it. */
    public static RunState queued(boolean followed) {
        return new RunState(RunStatus.QUEUED, 1, Instant.EPOCH, false, followed, newLog(followed));
    }

    /** Returns a new run that is executed at once. */
    public static RunState running(boolean followed, Instant leaseEnd) {
        return new RunState(RunStatus.RUNNING, 1, leaseEnd, false, followed, newLog(followed));
    }

    /** Returns whether it should be executed, but its executor gave no sign of life in time. */
    public boolean leaseIsOver(Instant now) {
        return status == RunStatus.RUNNING && !leaseEnd.isAfter(now);
    }

    /** Returns whether this is the attempt that executes it. */
    public boolean isExecutedBy(int speaker) {
        return status == RunStatus.RUNNING && attempt == speaker;
    }

    /** Returns what comes of saying the command to the run. */
    public RunStep step(RunCommand command, Instant now) {
        return switch (command) {
            case RunCommand.Heartbeat beat -> isExecutedBy(beat.attempt())
                    ? done(leasedUntil(now.plus(beat.lease())))
                    : unchanged(RunEffect.NOT_YOURS);
            case RunCommand.Release release -> isExecutedBy(release.attempt())
                    ? done(leasedUntil(leaseIsOver(now) ? leaseEnd : now))
                    : unchanged(RunEffect.NOT_YOURS);
            case RunCommand.Append append -> isExecutedBy(append.attempt())
                    ? appended(append)
                    : unchanged(RunEffect.NOT_YOURS);
            case RunCommand.Close close -> isExecutedBy(close.attempt())
                    ? ended(close.end())
                    : unchanged(RunEffect.NOT_YOURS);
            case RunCommand.Follow follow -> status.isTerminal() || followed
                    ? unchanged(RunEffect.NOTHING)
                    : done(new RunState(status, attempt, leaseEnd, cancelAsked, true, log.or(() -> newLog(true))));
            case RunCommand.AskCancel cancel -> cancelAsked(now);
            case RunCommand.Interrupt interrupt -> status.isTerminal()
                    ? unchanged(RunEffect.NOTHING)
                    : ended(RunStatus.CANCELLED);
            case RunCommand.GiveWay way -> leaseIsOver(now) ? ended(orphansEnd()) : unchanged(RunEffect.NOTHING);
            case RunCommand.TakeOver claim -> takenOver(claim, now);
            case RunCommand.Activate activate -> status == RunStatus.QUEUED
                    ? given(attempt, now.plus(activate.lease()))
                    : unchanged(RunEffect.NOTHING);
            case RunCommand.LoseText crash -> done(withLog(Optional.empty()));
        };
    }

    private RunStep appended(RunCommand.Append piece) {
        int end = log.map(LoggedText::length).orElse(0);
        if (piece.position() == 0) {
            // An attempt only ever says more of one text. What is not longer than the log is a word that came late, and
            // would take away what somebody may have been shown.
            return piece.length() > end || log.isEmpty()
                    ? done(withLog(Optional.of(new LoggedText(piece.length(), piece.blank()))))
                    : unchanged(RunEffect.NOTHING);
        }
        return log.filter(stored -> piece.position() == stored.length())
                .map(stored -> done(withLog(Optional.of(stored.and(piece.length(), piece.blank())))))
                .orElseGet(() -> unchanged(RunEffect.GAP));
    }

    private RunStep cancelAsked(Instant now) {
        return switch (status) {
            case QUEUED -> ended(RunStatus.CANCELLED);
            case RUNNING -> leaseIsOver(now)
                    ? ended(RunStatus.CANCELLED)
                    : done(new RunState(status, attempt, leaseEnd, true, followed, log));
            case COMPLETED, INCOMPLETE, FAILED, CANCELLED -> unchanged(RunEffect.NOTHING);
        };
    }

    private RunStep takenOver(RunCommand.TakeOver claim, Instant now) {
        if (!leaseIsOver(now)) {
            return unchanged(RunEffect.NOTHING);
        }
        boolean shown = log.map(text -> text.length() > 0).orElse(followed);
        return cancelAsked || shown || attempt >= RunStore.MAX_ATTEMPTS
                ? ended(orphansEnd())
                : given(attempt + 1, now.plus(claim.lease()));
    }

    private RunStatus orphansEnd() {
        if (cancelAsked) {
            return RunStatus.CANCELLED;
        }
        return log.isPresent() && !log.get().blank() ? RunStatus.INCOMPLETE : RunStatus.FAILED;
    }

    private RunStep given(int newAttempt, Instant newLeaseEnd) {
        require(RunStatus.RUNNING, status == RunStatus.RUNNING || status.mayBecome(RunStatus.RUNNING));
        // Nothing was shown of a run that is given out: its log begins, whatever became of it while it waited.
        return new RunStep(
                new RunState(RunStatus.RUNNING, newAttempt, newLeaseEnd, cancelAsked, followed,
                        log.or(() -> newLog(followed))),
                RunEffect.GIVEN);
    }

    private RunStep ended(RunStatus end) {
        require(end, status.mayBecome(end));
        return new RunStep(new RunState(end, attempt, leaseEnd, cancelAsked, followed, Optional.empty()),
                RunEffect.ENDED);
    }

    private void require(RunStatus next, boolean allowed) {
        if (!allowed) {
            throw new IllegalStateException("a run that is " + status + " does not become " + next);
        }
    }

    private RunState leasedUntil(Instant end) {
        return new RunState(status, attempt, end, cancelAsked, followed, log);
    }

    private RunState withLog(Optional<LoggedText> text) {
        return new RunState(status, attempt, leaseEnd, cancelAsked, followed, text);
    }

    private RunStep unchanged(RunEffect effect) {
        return new RunStep(this, effect);
    }

    private static RunStep done(RunState next) {
        return new RunStep(next, RunEffect.DONE);
    }

    private static Optional<LoggedText> newLog(boolean followed) {
        return followed ? Optional.of(LoggedText.NONE) : Optional.empty();
    }
}
