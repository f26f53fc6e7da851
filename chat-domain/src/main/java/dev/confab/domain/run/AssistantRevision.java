package dev.confab.domain.run;

import dev.confab.domain.AssistantId;
import java.util.Objects;

/**
 * An assistant as it was after one of its changes.
 *
 * @param assistant which assistant of its owner
 * @param revision  from 1
 */
public record AssistantRevision(AssistantId assistant, int revision) {

    public AssistantRevision {
        Objects.requireNonNull(assistant, "assistant");
        if (revision < 1) {
            throw new IllegalArgumentException("revisions count from 1");
        }
    }
}
