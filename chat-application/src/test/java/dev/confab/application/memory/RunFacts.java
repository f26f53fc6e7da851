package dev.confab.application.memory;

import static dev.confab.application.memory.Simulation.require;

import dev.confab.domain.RunId;
import dev.confab.domain.run.IdempotencyKey;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunStatus;
import dev.confab.domain.session.NewTurn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What must be true of one run, by the replies that its store gave. */
final class RunFacts {

    final RunId id;
    final SessionFacts session;
    final Optional<IdempotencyKey> key;
    final long number;
    RunStatus status;
    int attempt = 1;
    long givenAt;
    long leaseEnd;
    boolean cancelAsked;
    boolean followed;
    boolean textLost;
    String accepted = "";
    @Nullable
    Run end;

    RunFacts(NewTurn turn, SessionFacts session, RunStatus status, long now, long lease, long number) {
        this.id = turn.run();
        this.session = session;
        this.key = turn.key();
        this.followed = turn.followed();
        this.status = status;
        this.givenAt = now;
        this.leaseEnd = now + lease;
        this.number = number;
    }

    boolean hasEnded() {
        return status.isTerminal();
    }

    /** Somebody was given the run to execute. */
    void given(int newAttempt, long now, long lease) {
        switch (status) {
            case QUEUED -> {
                require(newAttempt == 1, () -> "a first execution is attempt " + newAttempt);
                require(session.isNext(this), () -> "a queued run was given out before its turn");
            }
            case RUNNING -> {
                require(leaseEnd <= now,
                        () -> "a run was taken over " + (leaseEnd - now) + " ms before its lease ended");
                require(newAttempt == attempt + 1 && newAttempt <= 3, () -> "attempt " + newAttempt + " was given out");
                require(accepted.isEmpty(), () -> "a run that showed text is executed again");
                require(!cancelAsked, () -> "a run whose end was asked for is executed again");
            }
            case COMPLETED, INCOMPLETE, FAILED, CANCELLED -> throw new Simulation.Violation(
                    "an ended run is executed again");
        }
        status = RunStatus.RUNNING;
        attempt = newAttempt;
        givenAt = now;
        leaseEnd = now + lease;
    }

    /** The store took what an attempt said. */
    void heard(int speaker, String what) {
        require(!hasEnded(), () -> what + " was taken of an ended run");
        require(status == RunStatus.RUNNING && speaker == attempt,
                () -> what + " was taken of attempt " + speaker + ", but " + attempt + " executes it");
    }

    /** The text up to some position is stored. */
    void accepted(int position, String piece) {
        String known = position <= accepted.length() ? accepted.substring(0, position) : null;
        require(known != null || textLost, () -> "text was taken behind a hole");
        String whole = known + piece;
        boolean longer = whole.length() > accepted.length();
        require(longer ? whole.startsWith(accepted) : accepted.startsWith(whole),
                () -> "text was taken that is not the one before");
        accepted = longer ? whole : accepted;
    }

    void ended(Run run, Optional<String> answer) {
        status = run.status();
        end = run;
        require(run.attempt() == attempt, () -> "an ended run tells another attempt");
        if (answer.isPresent()) {
            require(answer.get().startsWith(accepted), () -> "text that was taken is not in the answer");
        } else {
            require(accepted.isBlank() || textLost, () -> "text that was taken is not kept");
        }
    }

    void unchanged(Run run) {
        require(run.equals(end), () -> "an ended run changed");
    }
}
