package dev.confab.domain.quota;

import dev.confab.domain.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that is held back, and the rule about what becomes of it when nobody says so: the process that executed the run may
 * be lost.
 *
 * @param reservation what it is
 * @param since       since when
 */
public record Held(Reservation reservation, Instant since) {

    /** For how long a process that lives may take to store a run, and to say what an ended one used. */
    public static final Duration PATIENCE = Duration.ofMinutes(1);

    /** For how long a run that is not stored may go on: longer than any does. */
    public static final Duration PASSING = Duration.ofMinutes(30);

    public Held {
        Objects.requireNonNull(reservation, "reservation");
        Objects.requireNonNull(since, "since");
    }

    /**
     * Returns whether its run has not ended.
     *
     * @param run the run as it is stored; empty when there is none, or none yet
     */
    public boolean isLive(Optional<Run> run, Instant now) {
        return run.isPresent() ? !run.get().status().isTerminal() : !isOver(since, longest(), now);
    }

    /**
     * Returns what is to be charged now; empty as long as it is held. A stored run tells by its receipt. Without one it is charged as
     * held when it showed something, and nothing otherwise. A run that was to be stored and is not there never began.
     *
     * @param run the run as it is stored; empty when there is none, or none yet
     */
    public Optional<Amount> due(Optional<Run> run, Instant now) {
        if (run.isEmpty()) {
            return !isOver(since, longest(), now) ? Optional.empty()
                    : Optional.of(reservation.stored() ? Amount.NONE : reservation.most());
        }
        Run known = run.get();
        if (known.endedAt().isEmpty()) {
            return Optional.empty();
        }
        if (known.receipt().isPresent()) {
            return Optional.of(reservation.price().of(known.status(), known.receipt().get()));
        }
        return !isOver(known.endedAt().get(), PATIENCE, now) ? Optional.empty()
                : Optional.of(known.answerSeq().isPresent() ? reservation.most() : Amount.NONE);
    }

    private Duration longest() {
        return reservation.stored() ? PATIENCE : PASSING;
    }

    private static boolean isOver(Instant from, Duration patience, Instant now) {
        return now.isAfter(from.plus(patience));
    }
}
