package dev.confab.application.assistant;

import dev.confab.domain.AssistantId;
import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.assistant.AssistantChange;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.fault.StoreFault;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** Makes, reads, changes and deletes an owner's assistants. Every method may throw {@link StoreFault}. */
public interface KeepAssistants {

    /**
     * Makes an assistant.
     *
     * @param id its identity, when who makes it has one; the same with the same draft may be said again, and is told as
     *           {@link AssistantAdding.Known}
     */
    AssistantAdding add(Owner owner, Optional<AssistantId> id, AssistantDraft draft);

    /** Returns the assistant, if this owner has it. */
    Optional<Assistant> find(Owner owner, AssistantId assistant);

    /** Returns assistants as {@link AssistantStore#list} does. */
    List<Assistant> list(Owner owner, Optional<AssistantStore.Place> before, int limit);

    /**
     * Changes an assistant.
     *
     * @param expected the revision it must have; empty for whichever it has, and then others may change it at the same time
     *                 without one change undoing another
     * @param change   makes what is said from what was said; it may be asked more than once
     */
    AssistantChange change(Owner owner, AssistantId assistant, OptionalInt expected,
            UnaryOperator<AssistantDraft> change);

    /**
     * Deletes an assistant. Its sessions stay and go on without one; answers and their receipts stay as they are.
     *
     * @param expected the revision it must have; empty for whichever it has
     */
    AssistantChange delete(Owner owner, AssistantId assistant, OptionalInt expected);

    /** Returns these over a store. */
    static KeepAssistants in(AssistantStore store, IdSource ids) {
        return new StoredAssistants(store, ids);
    }
}
