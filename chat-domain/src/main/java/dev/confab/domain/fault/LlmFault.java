package dev.confab.domain.fault;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A language model, or the way to it, failed. */
public abstract sealed class LlmFault extends ChatFault {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    private LlmFault(String code, boolean retryable, String message, Optional<Duration> retryAfter,
            @Nullable Throwable cause) {
        super(code, retryable, message, cause);
        this.retryAfter = retryAfter.orElse(null);
    }

    /**
     * Returns how long to wait before the next call: what the provider asks for, or for how long it is not asked after it
     * failed too often. Empty if nobody says; not negative.
     */
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What a model call was waiting for when its time was over. */
    public enum Phase {
        CONNECT, HEADERS, FIRST_TOKEN, NEXT_TOKEN, TOTAL
    }

    /** The provider asks us to slow down (429). */
    public static final class RateLimited extends LlmFault {

        private static final long serialVersionUID = 1L;

        public RateLimited(String message, Optional<Duration> retryAfter, @Nullable Throwable cause) {
            super("model_rate_limited", true, message, retryAfter, cause);
        }
    }

    /** The provider cannot be reached, is overloaded or broken (refused, reset, 5xx), or was so just now and is not asked. */
    public static final class Unavailable extends LlmFault {

        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Optional<Duration> retryAfter, @Nullable Throwable cause) {
            super("model_unavailable", true, message, retryAfter, cause);
        }
    }

    /** The provider was silent for longer than a phase may take. */
    public static final class TimedOut extends LlmFault {

        private static final long serialVersionUID = 1L;

        private final Phase phase;

        public TimedOut(Phase phase, Duration limit, @Nullable Throwable cause) {
            super("model_timeout", phase != Phase.TOTAL,
                    "the model was silent for " + limit.toMillis() + " ms in phase " + phase, Optional.empty(), cause);
            this.phase = Objects.requireNonNull(phase, "phase");
        }

        /** Returns what was waited for. */
        public Phase phase() {
            return phase;
        }
    }

    /** The provider declined to answer, for instance by its content policy. */
    public static final class Refused extends LlmFault {

        private static final long serialVersionUID = 1L;

        public Refused(String message, @Nullable Throwable cause) {
            super("model_refused", false, message, Optional.empty(), cause);
        }
    }

    /** The prompt is longer than the model's window. */
    public static final class ContextTooLong extends LlmFault {

        private static final long serialVersionUID = 1L;

        public ContextTooLong(String message, @Nullable Throwable cause) {
            super("context_too_long", false, message, Optional.empty(), cause);
        }
    }

    /** Key, address, model name or a setting is wrong (401, 403, 404, other 4xx): a person must change something. */
    public static final class Misconfigured extends LlmFault {

        private static final long serialVersionUID = 1L;

        public Misconfigured(String message, @Nullable Throwable cause) {
            super("model_misconfigured", false, message, Optional.empty(), cause);
        }
    }

    /**
     * What came is not what the protocol promises: garbage, an answer without an end, an end without an answer, an error
     * inside a stream that began well.
     */
    public static final class ProtocolBroken extends LlmFault {

        private static final long serialVersionUID = 1L;

        public ProtocolBroken(String message, @Nullable Throwable cause) {
            super("model_protocol_broken", true, message, Optional.empty(), cause);
        }
    }
}
