package dev.confab.domain;

import java.util.Objects;
import java.util.UUID;

/** The identity of one passage of a document: a full UUID, version 7 where Confab made it. */
public record PassageId(UUID value) {

    public PassageId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
