package dev.confab.domain.quota;

import java.util.Objects;

/** What came of asking to hold something back. */
public sealed interface Reserving {

    /** It is held back. */
    record Reserved() implements Reserving {}

    /** A turn with this key was acknowledged before. Nothing is held back for it again. */
    record Known() implements Reserving {}

    /** It is not held back. What was held for the same run before still is. */
    record Refused(Exceeded why) implements Reserving {
        public Refused {
            Objects.requireNonNull(why, "why");
        }
    }
}
