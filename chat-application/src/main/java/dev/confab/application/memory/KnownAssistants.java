package dev.confab.application.memory;

import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.run.AssistantRevision;
import dev.confab.domain.run.Persona;
import java.util.Optional;

/**
 * What sessions know of the assistants beside them. It is asked under the lock of the sessions and must not call them.
 */
public interface KnownAssistants {

    /** There are no assistants. */
    KnownAssistants NONE = new KnownAssistants() {
        @Override
        public Optional<Assistant> find(Owner owner, AssistantId assistant) {
            return Optional.empty();
        }

        @Override
        public Optional<Persona> persona(Owner owner, AssistantRevision revision) {
            return Optional.empty();
        }
    };

    /** Returns the assistant, if this owner has it. */
    Optional<Assistant> find(Owner owner, AssistantId assistant);

    /**
     * Returns what counts of one of its revisions; of the current one where that is not kept any more, and nothing when the
     * assistant is deleted.
     */
    Optional<Persona> persona(Owner owner, AssistantRevision revision);

    /** Returns what a store of assistants knows; of one that does not keep revisions the current one alone. */
    static KnownAssistants of(AssistantStore assistants) {
        if (assistants instanceof KnownAssistants known) {
            return known;
        }
        return new KnownAssistants() {
            @Override
            public Optional<Assistant> find(Owner owner, AssistantId assistant) {
                return assistants.find(owner, assistant);
            }

            @Override
            public Optional<Persona> persona(Owner owner, AssistantRevision revision) {
                return assistants.find(owner, revision.assistant()).map(Assistant::persona);
            }
        };
    }
}
