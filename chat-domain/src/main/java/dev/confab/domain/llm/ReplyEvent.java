package dev.confab.domain.llm;

import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One event of a reply. A reply is any number of {@link Retrying}, then any number of {@link Delta}, then exactly one
 * {@link End}; nothing follows an end.
 */
public sealed interface ReplyEvent {

    /** An attempt failed before any text came; the next one begins after a pause. */
    record Retrying(int failedAttempt, LlmFault fault, Duration pause) implements ReplyEvent {
        public Retrying {
            if (failedAttempt < 1) {
                throw new IllegalArgumentException("attempts count from 1");
            }
            Objects.requireNonNull(fault, "fault");
            Objects.requireNonNull(pause, "pause");
        }
    }

    /** The next piece of the answer, not empty and never cut inside a surrogate pair. */
    record Delta(PlainText text) implements ReplyEvent {
        public Delta {
            if (text.length() == 0) {
                throw new IllegalArgumentException("a delta is not empty");
            }
        }
    }

    /** The last event of a reply. */
    sealed interface End extends ReplyEvent {}

    /** The model said that it ended, and why. */
    record Completed(FinishReason reason, Optional<Usage> usage) implements End {
        public Completed {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(usage, "usage");
        }
    }

    /** The call failed; the deltas before it, if any, are all there is. */
    record Failed(LlmFault fault) implements End {
        public Failed {
            Objects.requireNonNull(fault, "fault");
        }
    }

    /** The stream was closed before its end. */
    record Cancelled() implements End {}
}
