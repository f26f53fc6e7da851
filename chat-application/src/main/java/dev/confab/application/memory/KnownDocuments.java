package dev.confab.application.memory;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.retrieval.PassageStore;
import java.util.Set;

/** What sessions know of the documents beside them. It is asked under the lock of the sessions and must not call them. */
public interface KnownDocuments {

    /** There are no documents. */
    KnownDocuments NONE = new KnownDocuments() {
        @Override
        public long latest(Owner owner) {
            return 0;
        }

        @Override
        public boolean exist(Owner owner, Set<DocumentId> documents) {
            return documents.isEmpty();
        }
    };

    /** Returns the position of the latest change of what this owner may find, 0 when there is nothing to be found. */
    long latest(Owner owner);

    /** Returns whether this owner may see each of these documents. */
    boolean exist(Owner owner, Set<DocumentId> documents);

    /** Deletes those turns that are remembered under these identities. */
    default void forget(Owner owner, Set<DocumentId> turns) {}

    /** Returns what a store of documents knows. */
    static KnownDocuments of(DocumentStore documents, PassageStore passages) {
        return new KnownDocuments() {
            @Override
            public long latest(Owner owner) {
                return passages.latest(owner);
            }

            @Override
            public boolean exist(Owner owner, Set<DocumentId> named) {
                return named.stream()
                        .allMatch(document -> documents.find(owner, document)
                                .or(() -> documents.find(Owner.EVERYONE, document))
                                .filter(found -> found.remembered().isEmpty())
                                .isPresent());
            }

            @Override
            public void forget(Owner owner, Set<DocumentId> turns) {
                turns.stream()
                        .filter(turn -> documents.find(owner, turn)
                                .filter(found -> found.remembered().isPresent())
                                .isPresent())
                        .forEach(turn -> documents.delete(owner, turn));
            }
        };
    }
}
