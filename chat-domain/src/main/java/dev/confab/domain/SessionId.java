package dev.confab.domain;

import java.util.Objects;
import java.util.UUID;

/** The identity of one session: a full UUID, version 7 where Confab made it. */
public record SessionId(UUID value) {

    public SessionId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
