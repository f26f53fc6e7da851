package dev.confab.domain.quota;

import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.run.IdempotencyKey;
import java.util.Objects;
import java.util.Optional;

/**
 * What is held back for a run.
 *
 * @param run      the run, which need not be stored yet
 * @param stored   whether it is one that is stored
 * @param key      what makes a repetition of its turn known as such
 * @param instead  the session whose runs end to make room for it, if they do
 * @param most     what it uses at the most
 * @param price    by which it is charged
 */
public record Reservation(RunId run, boolean stored, Optional<IdempotencyKey> key, Optional<SessionId> instead,
        Amount most,
        Price price) {

    public Reservation {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(instead, "instead");
        Objects.requireNonNull(most, "most");
        Objects.requireNonNull(price, "price");
    }

    /** What is held back for a run and nothing else. */
    public static Reservation of(RunId run, Amount most, Price price) {
        return new Reservation(run, true, Optional.empty(), Optional.empty(), most, price);
    }
}
