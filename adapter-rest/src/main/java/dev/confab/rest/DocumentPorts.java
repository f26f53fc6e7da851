package dev.confab.rest;

import dev.confab.application.Confab;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.KnowledgeSource;
import dev.confab.domain.ingestion.TextExtractor;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.PassageStore;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The ports of documents that somebody on the class path implements. For the others the core has something simple. */
@Singleton
record DocumentPorts(Optional<DocumentStore> documents, Optional<IngestionStore> ingestion,
        Optional<PassageStore> passages, Optional<TextExtractor> extractor, Optional<Embedder> embedder,
        Optional<KnowledgeSource> knowledge, Optional<ContextRetriever> retriever) {

    /** Hands them on. The three stores are of the same data: there are all of them or none. */
    void giveTo(Confab.Builder confab) {
        if (documents.isPresent() && ingestion.isPresent() && passages.isPresent()) {
            confab.documents(documents.get(), ingestion.get(), passages.get());
        }
        extractor.ifPresent(confab::extractor);
        embedder.ifPresent(confab::embedder);
        knowledge.ifPresent(confab::knowledge);
        retriever.ifPresent(confab::retriever);
    }
}
