package dev.confab.openai.http;

import java.io.InterruptedIOException;

/** All connections that may be open were in use until the call was cut; nothing was asked of the provider. */
public final class NoPlaceException extends InterruptedIOException {

    private static final long serialVersionUID = 1L;

    NoPlaceException(Throwable cause) {
        super("no place for a connection became free");
        initCause(cause);
    }
}
