package dev.confab.domain.identity;

import java.util.Objects;
import java.util.UUID;

/** The public name of a token: it may be shown, logged and stored. */
public record TokenId(UUID value) {

    public TokenId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
