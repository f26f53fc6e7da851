package dev.confab.rest.export;

import dev.confab.application.assistant.KeepAssistants;
import dev.confab.domain.Owner;
import dev.confab.domain.assistant.Assistant;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.rest.assistant.AssistantView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Assistants, each as clients read it. */
record AssistantsPart(Exports exports, KeepAssistants assistants) implements ExportPart {

    @Override
    public Iterator<ExportEntry> entries(Owner owner) {
        return new Assistants(owner);
    }

    private final class Assistants implements Iterator<ExportEntry> {

        private final Owner owner;
        private final Deque<Assistant> some = new ArrayDeque<>();
        private Optional<AssistantStore.Place> before = Optional.empty();
        private boolean ended;

        Assistants(Owner owner) {
            this.owner = owner;
        }

        @Override
        public boolean hasNext() {
            if (some.isEmpty() && !ended) {
                List<Assistant> page = assistants.list(owner, before, AssistantStore.MAX_PAGE);
                some.addAll(page);
                ended = page.size() < AssistantStore.MAX_PAGE;
                before = page.isEmpty() ? before : Optional.of(AssistantStore.Place.of(page.getLast()));
            }
            return !some.isEmpty();
        }

        @Override
        public ExportEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all assistants have been told");
            }
            Assistant assistant = some.removeFirst();
            return exports.entry("assistants/" + assistant.id() + ".json", AssistantView.of(assistant));
        }
    }
}
