package dev.confab.application.contract;

import dev.confab.application.memory.KnownDocuments;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Documents of which no more is known than that they are there and searchable. */
public final class ListedDocuments implements KnownDocuments {

    private final Map<Owner, Set<DocumentId>> documents = new ConcurrentHashMap<>();

    /** Makes a document be there. */
    public void add(Owner owner, DocumentId document) {
        documents.merge(owner, Set.of(document), (before, added) -> {
            var all = new HashSet<>(before);
            all.addAll(added);
            return Set.copyOf(all);
        });
    }

    @Override
    public long latest(Owner owner) {
        return documents.getOrDefault(owner, Set.of()).size();
    }

    @Override
    public boolean exist(Owner owner, Set<DocumentId> named) {
        return documents.getOrDefault(owner, Set.of()).containsAll(named);
    }
}
