package dev.confab.application.ingestion;

import dev.confab.application.document.ReadDocuments;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.Document;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One who watches a document: is told each change once, one at a time, and the end. */
final class DocumentWatcher {

    record Watched(Owner owner, DocumentId document) {}

    private final Watched watched;
    private final ReadDocuments.Listener listener;
    private final ReentrantLock telling = new ReentrantLock();
    private @Nullable Document told;
    private volatile boolean over;

    DocumentWatcher(Owner owner, DocumentId document, ReadDocuments.Listener listener) {
        this.watched = new Watched(owner, document);
        this.listener = listener;
    }

    Watched watched() {
        return watched;
    }

    DocumentId document() {
        return watched.document();
    }

    boolean isOver() {
        return over;
    }

    /** Tells how the document is now; empty if it is no more. */
    void tell(Optional<Document> now) {
        telling.lock();
        try {
            if (over) {
                return;
            }
            now.filter(document -> !document.equals(told)).ifPresent(document -> {
                told = document;
                listener.on(document);
            });
            if (now.isEmpty() || now.get().latest().status().isFinal()) {
                end();
            }
        } finally {
            telling.unlock();
        }
    }

    /** Tells that there is nothing more to tell. */
    void end() {
        telling.lock();
        try {
            if (!over) {
                over = true;
                listener.end();
            }
        } finally {
            telling.unlock();
        }
    }

    /** Tells nothing any more. */
    void close() {
        over = true;
    }
}
