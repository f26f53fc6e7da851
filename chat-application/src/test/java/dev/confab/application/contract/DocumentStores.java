package dev.confab.application.contract;

import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.retrieval.PassageStore;

/** One store of documents by its ports. It is empty when a test begins, and nobody else speaks with it while one runs. */
public record DocumentStores(DocumentStore documents, IngestionStore ingestion, PassageStore passages) {

    /** Takes a store that is all of them. */
    public static <S extends DocumentStore & IngestionStore & PassageStore> DocumentStores of(S store) {
        return new DocumentStores(store, store, store);
    }
}
