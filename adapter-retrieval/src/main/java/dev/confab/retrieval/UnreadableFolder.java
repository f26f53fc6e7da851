package dev.confab.retrieval;

import org.jspecify.annotations.Nullable;

/** A knowledge folder cannot be used as it is. The message says why and does not name the folder. */
public final class UnreadableFolder extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableFolder(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
