package dev.confab.application.ingestion;

import dev.confab.application.document.AddDocument;
import dev.confab.application.document.IngestionSettings;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.VersionStatus;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.ingestion.KnowledgeSource;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the documents of everybody what an operator's files are: new and changed ones are added, those that are no more are
 * deleted. What came from a file is known by its name-based identity (RFC 9562, versions 3 and 5); other documents of
 * everybody are left alone.
 *
 * <p>
 * Several processes with the same files do the same and find it done. One without files does nothing here at all.
 */
final class KnowledgeSync {

    private final DocumentStore documents;
    private final KnowledgeSource source;
    private final Additions additions;
    private final StoredDocuments stored;
    private final Stopping stopping;
    private final Pauses pauses;

    KnowledgeSync(DocumentStore documents, KnowledgeSource source, Additions additions, StoredDocuments stored,
            IngestionSettings settings, Stopping stopping) {
        this.documents = documents;
        this.source = source;
        this.additions = additions;
        this.stored = stored;
        this.stopping = stopping;
        this.pauses = new Pauses(settings);
    }

    /** Begins, in the background. */
    void begin() {
        Thread.ofVirtual().name("confab-knowledge").start(this::keepTrying);
    }

    private void keepTrying() {
        try {
            boolean done = false;
            while (!done) {
                done = tried();
            }
        } catch (Halt halt) {
            // The next start begins anew.
        }
    }

    private boolean tried() {
        try {
            sync();
            return true;
        } catch (StoreFault away) {
            stopping.pause(pauses.next());
            return false;
        }
    }

    /** Makes one pass; says nothing twice that holds already. A file that cannot be read now waits for the next start. */
    void sync() {
        List<KnowledgeSource.File> files = source.files();
        Set<DocumentId> wanted = files.stream().map(KnowledgeSource.File::document).collect(Collectors.toSet());
        for (Document document : ofFiles()) {
            stopping.check();
            if (!wanted.contains(document.id())) {
                stored.remove(Owner.EVERYONE, document.id());
            }
        }
        for (KnowledgeSource.File file : files) {
            stopping.check();
            try {
                add(file);
            } catch (ExtractionFault | UncheckedIOException unreadable) {
                // What was found of it before stays found.
            }
        }
    }

    private void add(KnowledgeSource.File file) {
        Optional<Document> found = documents.find(Owner.EVERYONE, file.document());
        if (found.filter(document -> isCurrent(document, file)).isPresent()) {
            return;
        }
        try {
            upload(file, found.map(Document::id));
        } catch (IllegalArgumentException takenMeanwhile) {
            upload(file, Optional.of(file.document()));
        }
    }

    private static boolean isCurrent(Document document, KnowledgeSource.File file) {
        return document.latest().status() != VersionStatus.FAILED
                && document.latest().digest().equals(Intake.digest(file.path()));
    }

    private void upload(KnowledgeSource.File file, Optional<DocumentId> replaced) {
        additions.upload(Owner.EVERYONE, file.document(),
                new AddDocument.Upload(file.path(), file.title(), replaced));
    }

    private List<Document> ofFiles() {
        var all = new ArrayList<Document>();
        List<Document> page = documents.list(Owner.EVERYONE, Optional.empty(), DocumentStore.MAX_PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = documents.list(Owner.EVERYONE, Optional.of(page.getLast().id()), DocumentStore.MAX_PAGE);
        }
        return all.stream().filter(document -> isNameBased(document.id())).toList();
    }

    private static boolean isNameBased(DocumentId document) {
        int version = document.value().version();
        return version == 3 || version == 5;
    }
}
