package dev.confab.application.ingestion;

import dev.confab.application.document.ReadDocuments;
import dev.confab.application.run.Watch;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.fault.StoreFault;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who watch documents how these come along. One reader asks the store for all of them, only while somebody
 * watches: now and then for what other processes do, and at once for what this one does.
 */
final class DocumentWatching {

    private static final Duration OTHERS = Duration.ofMillis(500);
    private static final Duration LEAST = Duration.ofMillis(25);

    private final DocumentStore documents;
    private final Runnable onUnfinished;
    private final Set<DocumentWatcher> watchers = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private volatile @Nullable Thread reader;
    private volatile boolean over;

    /** @param onUnfinished is told that somebody watches a version that is not ready, and must not block */
    DocumentWatching(DocumentStore documents, Runnable onUnfinished) {
        this.documents = documents;
        this.onUnfinished = onUnfinished;
    }

    /**
     * Tells a listener from now on; how it is now is told by the calling thread.
     *
     * @return empty if this owner has no such document
     * @throws StoreFault if the store fails
     */
    Optional<Watch> watch(Owner owner, DocumentId document, ReadDocuments.Listener listener) {
        Optional<Document> found = documents.find(owner, document);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var watcher = new DocumentWatcher(owner, document, listener);
        watcher.tell(found);
        if (over) {
            watcher.end();
        }
        if (watcher.isOver()) {
            return Optional.of(Watch.OVER);
        }
        onUnfinished.run();
        synchronized (lock) {
            watchers.add(watcher);
            if (reader == null) {
                reader = Thread.ofVirtual().name("confab-documents").start(this::read);
            }
        }
        if (over) {
            watcher.end();
        }
        return Optional.of(() -> {
            watcher.close();
            watchers.remove(watcher);
        });
    }

    /** Something of a document changed here. Does not block. */
    void progressed(DocumentId document) {
        Thread asleep = reader;
        if (asleep != null && watchers.stream().anyMatch(watcher -> watcher.document().equals(document))) {
            LockSupport.unpark(asleep);
        }
    }

    /** Waits until the newest version of a document is searchable or has failed; returns the document as it is then. */
    Optional<Document> await(Owner owner, DocumentId document, Duration patience) {
        var ended = new CountDownLatch(1);
        var listener = new ReadDocuments.Listener() {
            @Override
            public void on(Document now) {
                // Only the end is waited for.
            }

            @Override
            public void end() {
                ended.countDown();
            }
        };
        Optional<Watch> watch = watch(owner, document, listener);
        if (watch.isEmpty()) {
            return Optional.empty();
        }
        try (Watch held = watch.get()) {
            if (!ended.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return documents.find(owner, document);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        return documents.find(owner, document);
    }

    /** From now on nobody watches here; who does is told so. */
    void end() {
        over = true;
        watchers.forEach(DocumentWatcher::end);
        Thread asleep = reader;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }

    private void read() {
        while (true) {
            LockSupport.parkNanos(OTHERS.toNanos());
            if (!hasWatchers()) {
                return;
            }
            try {
                watchers.stream()
                        .collect(Collectors.groupingBy(DocumentWatcher::watched))
                        .forEach(this::look);
            } catch (StoreFault away) {
                // The next look asks again.
            } catch (RuntimeException | Error bug) {
                abandon();
                throw bug;
            }
            // However much progresses here, the store is asked only so often.
            pause();
        }
    }

    /** Who watches hears no more; who comes later begins anew. */
    private void abandon() {
        synchronized (lock) {
            reader = null;
        }
        watchers.forEach(DocumentWatcher::end);
        watchers.removeIf(DocumentWatcher::isOver);
    }

    private void pause() {
        long end = System.nanoTime() + LEAST.toNanos();
        boolean roused = false;
        for (long left = LEAST.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            roused |= end - System.nanoTime() > 0;
        }
        if (roused) {
            LockSupport.unpark(Thread.currentThread());
        }
    }

    private boolean hasWatchers() {
        synchronized (lock) {
            watchers.removeIf(DocumentWatcher::isOver);
            if (watchers.isEmpty()) {
                reader = null;
                return false;
            }
            return true;
        }
    }

    private void look(DocumentWatcher.Watched watched, Collection<DocumentWatcher> those) {
        Optional<Document> now = documents.find(watched.owner(), watched.document());
        for (DocumentWatcher watcher : those) {
            try {
                watcher.tell(now);
            } catch (RuntimeException broken) {
                // A listener that throws hears no more; the others do.
                watcher.close();
            }
        }
    }
}
