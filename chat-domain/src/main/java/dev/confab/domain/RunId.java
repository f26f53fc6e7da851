package dev.confab.domain;

import java.util.Objects;
import java.util.UUID;

/** The identity of one run, the execution of one turn: a full UUID, version 7 where Confab made it. */
public record RunId(UUID value) {

    public RunId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
