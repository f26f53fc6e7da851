package dev.confab.openai;

import java.util.Objects;

/**
 * A provider's key. {@link #toString()} does not tell it.
 *
 * @param value visible ASCII without spaces, as a header can carry it
 */
public record ApiKey(String value) {

    /** @throws IllegalArgumentException if it is empty or a header could not carry it; the message does not repeat it */
    public ApiKey {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty() || !value.chars().allMatch(unit -> unit > ' ' && unit < 0x7F)) {
            throw new IllegalArgumentException("a key is visible ASCII without spaces");
        }
    }

    @Override
    public String toString() {
        return "ApiKey[hidden]";
    }
}
