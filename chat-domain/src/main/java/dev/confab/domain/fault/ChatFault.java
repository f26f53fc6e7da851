package dev.confab.domain.fault;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something outside the core failed. Expected outcomes (busy, unknown, too long) are results, not faults.
 *
 * <p>
 * The message names ids, limits and phases; it never carries people's words, prompts, SQL arguments or a provider's
 * body. A cause may be kept for those who debug, and is not for logs.
 */
public abstract sealed class ChatFault extends RuntimeException permits LlmFault, StoreFault, RetrievalFault,
        ExtractionFault {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean retryable;

    ChatFault(String code, boolean retryable, String message, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.code = code;
        this.retryable = retryable;
    }

    /** Returns the stable name of this kind of fault, in snake_case: stored with a run and shown to clients. */
    public final String code() {
        return code;
    }

    /** Returns whether the same call may succeed a little later. */
    public final boolean retryable() {
        return retryable;
    }
}
