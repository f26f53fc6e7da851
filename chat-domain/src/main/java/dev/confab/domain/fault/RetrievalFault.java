package dev.confab.domain.fault;

import org.jspecify.annotations.Nullable;

/** A retriever could not look for passages. */
public final class RetrievalFault extends ChatFault {

    private static final long serialVersionUID = 1L;

    public RetrievalFault(String message, @Nullable Throwable cause) {
        super("retrieval_unavailable", true, message, cause);
    }
}
