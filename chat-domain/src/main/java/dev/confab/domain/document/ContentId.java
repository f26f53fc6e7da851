package dev.confab.domain.document;

import java.util.Objects;
import java.util.UUID;

/** The identity of one uploaded content: a full UUID, version 7 where Confab made it. */
public record ContentId(UUID value) {

    public ContentId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
