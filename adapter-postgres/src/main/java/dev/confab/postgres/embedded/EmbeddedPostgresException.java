package dev.confab.postgres.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded server cannot run; the message is one line for people, without any path. */
public final class EmbeddedPostgresException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedPostgresException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
