package dev.confab.domain;

import java.util.Objects;
import java.util.UUID;

/** The identity of one process that executes runs, for as long as it lives; a restart makes a new one. */
public record ReplicaId(UUID value) {

    public ReplicaId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
