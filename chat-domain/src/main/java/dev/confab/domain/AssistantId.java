package dev.confab.domain;

import java.util.Objects;
import java.util.UUID;

/** The identity of one assistant among those of its owner: a full UUID, version 7 where Confab made it. */
public record AssistantId(UUID value) {

    public AssistantId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
