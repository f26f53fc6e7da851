package dev.confab.domain;

import java.util.Objects;
import java.util.UUID;

/** The identity of one message of a session's log: a full UUID, version 7 where Confab made it. */
public record MessageId(UUID value) {

    public MessageId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
