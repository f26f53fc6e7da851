package dev.confab.rest.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Objects;

/**
 * One thing that is wrong with a request's body.
 *
 * @param pointer where, as a JSON Pointer (RFC 6901); empty for the body as a whole
 * @param message what, in words and limits, never the value
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FieldError(String pointer, String message) {

    public FieldError {
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(message, "message");
    }
}
