package dev.confab.domain.assistant;

import dev.confab.domain.AssistantId;
import dev.confab.domain.run.AssistantRevision;
import dev.confab.domain.run.Persona;
import java.time.Instant;
import java.util.Objects;

/**
 * A persona that one owner made: what the model is to be, how it is asked, and what it answers from.
 *
 * @param id        which of the owner's assistants
 * @param draft     what its owner said last
 * @param revision  how often that was said, from 1
 * @param createdAt when it was made, by the store's clock
 * @param updatedAt when that was said, by the store's clock
 */
public record Assistant(AssistantId id, AssistantDraft draft, int revision, Instant createdAt, Instant updatedAt) {

    public Assistant {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(draft, "draft");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
        if (revision < 1) {
            throw new IllegalArgumentException("revisions count from 1");
        }
    }

    /** Returns what of it counts while a turn is executed. */
    public Persona persona() {
        return new Persona(new AssistantRevision(id, revision), draft.instructions(), draft.model(), draft.window(),
                draft.remembers());
    }
}
