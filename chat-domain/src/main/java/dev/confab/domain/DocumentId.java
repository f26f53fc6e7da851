package dev.confab.domain;

import java.util.Objects;
import java.util.UUID;

/** The identity of one document: a full UUID, version 7 where Confab made it. */
public record DocumentId(UUID value) {

    public DocumentId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
