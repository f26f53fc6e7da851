package dev.confab.application.ingestion;

import dev.confab.domain.IdSource;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.KnowledgeSource;
import dev.confab.domain.ingestion.TextExtractor;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.PassageStore;
import java.util.Objects;
import java.util.Optional;

/**
 * What documents are made searchable with.
 *
 * @param documents keeps documents
 * @param ingestion keeps what is done with them, in the same place
 * @param passages  tells what searches find of them, in the same place
 * @param extractor reads files
 * @param embedder  makes vectors, where there is one
 * @param retriever finds passages; it is told of what becomes searchable
 * @param knowledge the files of an operator, where there are some
 * @param tokens    counts for the size of passages
 * @param ids       gives new identities
 */
public record IngestionPorts(DocumentStore documents, IngestionStore ingestion, PassageStore passages,
        TextExtractor extractor, Optional<Embedder> embedder, ContextRetriever retriever,
        Optional<KnowledgeSource> knowledge, TokenCounter tokens, IdSource ids) {

    public IngestionPorts {
        Objects.requireNonNull(documents, "documents");
        Objects.requireNonNull(ingestion, "ingestion");
        Objects.requireNonNull(passages, "passages");
        Objects.requireNonNull(extractor, "extractor");
        Objects.requireNonNull(embedder, "embedder");
        Objects.requireNonNull(retriever, "retriever");
        Objects.requireNonNull(knowledge, "knowledge");
        Objects.requireNonNull(tokens, "tokens");
        Objects.requireNonNull(ids, "ids");
    }
}
