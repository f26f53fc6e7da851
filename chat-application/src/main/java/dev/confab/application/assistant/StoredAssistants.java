package dev.confab.application.assistant;

import dev.confab.domain.AssistantId;
import dev.confab.domain.IdSource;
import dev.confab.domain.Owner;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantAdding;
import dev.confab.domain.assistant.AssistantChange;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.assistant.AssistantStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** Keeps assistants in a store. */
final class StoredAssistants implements KeepAssistants {

    private final AssistantStore store;
    private final IdSource ids;

    StoredAssistants(AssistantStore store, IdSource ids) {
        this.store = Objects.requireNonNull(store, "store");
        this.ids = Objects.requireNonNull(ids, "ids");
    }

    @Override
    public AssistantAdding add(Owner owner, Optional<AssistantId> id, AssistantDraft draft) {
        return store.add(owner, id.orElseGet(() -> new AssistantId(ids.next())), draft);
    }

    @Override
    public Optional<Assistant> find(Owner owner, AssistantId assistant) {
        return store.find(owner, assistant);
    }

    @Override
    public List<Assistant> list(Owner owner, Optional<AssistantStore.Place> before, int limit) {
        return store.list(owner, before, limit);
    }

    @Override
    public AssistantChange change(Owner owner, AssistantId assistant, OptionalInt expected,
            UnaryOperator<AssistantDraft> change) {
        while (true) {
            Optional<Assistant> found = store.find(owner, assistant);
            if (found.isEmpty()) {
                return new AssistantChange.NoSuchAssistant();
            }
            Assistant now = found.get();
            if (expected.isPresent() && expected.getAsInt() != now.revision()) {
                return new AssistantChange.Stale(now);
            }
            AssistantChange done = store.replace(owner, assistant, change.apply(now.draft()),
                    OptionalInt.of(now.revision()));
            // Somebody else was faster: each such round is one change that went through, so that it ends.
            if (expected.isPresent() || !(done instanceof AssistantChange.Stale)) {
                return done;
            }
        }
    }

    @Override
    public AssistantChange delete(Owner owner, AssistantId assistant, OptionalInt expected) {
        return store.delete(owner, assistant, expected);
    }
}
