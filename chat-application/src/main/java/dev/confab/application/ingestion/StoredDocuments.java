package dev.confab.application.ingestion;

import dev.confab.application.document.ReadDocuments;
import dev.confab.application.document.RemoveDocument;
import dev.confab.application.run.Watch;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.retrieval.ContextRetriever;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Reads, watches and deletes documents, whichever process works on them. */
final class StoredDocuments implements ReadDocuments, RemoveDocument {

    private final DocumentStore documents;
    private final ContextRetriever retriever;
    private final DocumentWatching watching;
    private final Runnable onUnfinished;

    /** @param onUnfinished is told that somebody met a version that is not ready, and must not block */
    StoredDocuments(IngestionPorts ports, DocumentWatching watching, Runnable onUnfinished) {
        this.documents = ports.documents();
        this.retriever = ports.retriever();
        this.watching = watching;
        this.onUnfinished = onUnfinished;
    }

    @Override
    public Optional<Document> find(Owner owner, DocumentId document) {
        Optional<Document> found = forOwnerOrEveryone(owner, reader -> documents.find(reader, document));
        if (found.filter(stored -> !stored.latest().status().isFinal()).isPresent()) {
            onUnfinished.run();
        }
        return found;
    }

    @Override
    public Optional<DocumentVersion> findVersion(Owner owner, DocumentId document, int version) {
        return forOwnerOrEveryone(owner, reader -> documents.findVersion(reader, document, version));
    }

    @Override
    public List<Document> list(Owner owner, Optional<DocumentId> before, int limit) {
        return documents.list(owner, before, limit);
    }

    @Override
    public List<PageText> readPages(Owner owner, DocumentId document, int version, int from, int limit) {
        List<PageText> own = documents.readPages(owner, document, version, from, limit);
        return own.isEmpty() ? documents.readPages(Owner.EVERYONE, document, version, from, limit) : own;
    }

    @Override
    public Optional<byte[]> readContent(Owner owner, DocumentId document, int version, int part) {
        return forOwnerOrEveryone(owner, reader -> documents.readContent(reader, document, version, part));
    }

    /** What everybody may read is looked for only where it is not the owner's own. */
    private static <T> Optional<T> forOwnerOrEveryone(Owner owner, Function<Owner, Optional<T>> read) {
        return read.apply(owner).or(() -> read.apply(Owner.EVERYONE));
    }

    @Override
    public Optional<Watch> watch(Owner owner, DocumentId document, Listener listener) {
        return watching.watch(owner, document, Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public boolean remove(Owner owner, DocumentId document) {
        boolean was = documents.delete(owner, document);
        if (was) {
            watching.progressed(document);
            try {
                retriever.follow(owner);
            } catch (RuntimeException late) {
                // The next question looks by itself.
            }
        }
        return was;
    }
}
