package dev.confab.application.memory;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentAdding;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.DocumentVersion;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.NewPassage;
import dev.confab.domain.ingestion.Publishing;
import dev.confab.domain.ingestion.Unembedded;
import dev.confab.domain.retrieval.IndexedPassage;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageFeed;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Hold;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Keeps documents and their passages in memory for as long as it lives. Each method is one step under one lock. */
public final class InMemoryDocumentStore implements DocumentStore, IngestionStore, PassageStore {

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final DocumentShelf shelf = new DocumentShelf();
    private final DocumentAddings addings = new DocumentAddings(shelf);
    private final IngestionSteps steps = new IngestionSteps(shelf);
    private final PassageSearch search = new PassageSearch(shelf);

    /** @param clock tells when things are stored and until when leases last */
    public InMemoryDocumentStore(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public void putContent(Owner owner, ContentId content, int part, byte[] bytes) {
        if (part < 0 || bytes.length < 1 || bytes.length > PART) {
            throw new IllegalArgumentException("parts count from 0 and have 1 to " + PART + " bytes");
        }
        locked(now -> {
            shelf.put(owner, content, part, bytes, now);
            return content;
        });
    }

    @Override
    public DocumentAdding add(Owner owner, NewVersion version) {
        Objects.requireNonNull(owner, "owner");
        return locked(now -> addings.add(owner, version, now));
    }

    @Override
    public Optional<byte[]> readContent(Owner owner, DocumentId document, int version, int part) {
        return locked(now -> version(owner, document, version).flatMap(StoredVersion::content)
                .flatMap(content -> shelf.part(owner, content, part)));
    }

    @Override
    public Optional<Document> find(Owner owner, DocumentId document) {
        return locked(now -> shelf.document(owner, document).map(StoredDocument::document));
    }

    @Override
    public Optional<DocumentVersion> findVersion(Owner owner, DocumentId document, int version) {
        return locked(now -> version(owner, document, version).map(StoredVersion::version));
    }

    @Override
    public List<Document> list(Owner owner, Optional<DocumentId> before, int limit) {
        DocumentStore.requirePage(limit);
        return locked(now -> {
            List<StoredDocument> newestFirst = shelf.documents(owner)
                    .filter(document -> !document.isRemembered())
                    .toList()
                    .reversed();
            return newestFirst.stream()
                    .dropWhile(document -> before.isPresent() && !document.id().equals(before.get()))
                    .skip(before.isPresent() ? 1 : 0)
                    .limit(limit)
                    .map(StoredDocument::document)
                    .toList();
        });
    }

    @Override
    public List<PageText> readPages(Owner owner, DocumentId document, int version, int from, int limit) {
        DocumentStore.requirePage(limit);
        return locked(now -> version(owner, document, version).map(found -> found.pages(from, limit))
                .orElse(List.of()));
    }

    @Override
    public boolean delete(Owner owner, DocumentId document) {
        return locked(now -> {
            Optional<StoredDocument> found = shelf.document(owner, document);
            found.ifPresent(stored -> shelf.delete(stored, now));
            return found.isPresent();
        });
    }

    @Override
    public Optional<IngestionTask> claim(Hold hold) {
        return locked(now -> steps.claim(hold, now));
    }

    @Override
    public Optional<Duration> untilNext() {
        return locked(steps::untilNext);
    }

    @Override
    public boolean extend(Owner owner, IngestionTask.Key key, Hold hold) {
        return locked(now -> steps.held(owner, key, hold, now, version -> {}));
    }

    @Override
    public boolean giveBack(Owner owner, IngestionTask.Key key, Duration after, boolean counted) {
        return locked(now -> steps.held(owner, key, version -> version.giveBack(now.plus(after), counted)));
    }

    @Override
    public boolean savePages(Owner owner, IngestionTask.Key key, Hold hold, List<PageText> pages,
            Optional<Integer> total) {
        return locked(now -> steps.held(owner, key, hold, now, version -> version.save(pages, total)));
    }

    @Override
    public boolean endReading(Owner owner, IngestionTask.Key key, Hold hold, int pages) {
        return locked(now -> steps.held(owner, key, hold, now, version -> version.endReading(pages)));
    }

    @Override
    public boolean savePassages(Owner owner, IngestionTask.Key key, Hold hold, Map<PassageId, NewPassage> passages) {
        return locked(now -> steps.held(owner, key, hold, now,
                version -> passages.forEach((id, cut) -> shelf.save(version, id, cut))));
    }

    @Override
    public boolean endCutting(Owner owner, IngestionTask.Key key, Hold hold, int passages) {
        return locked(now -> steps.held(owner, key, hold, now, version -> {
            shelf.cutOff(version, passages);
            version.endCutting();
        }));
    }

    @Override
    public List<Unembedded> unembedded(Owner owner, IngestionTask.Key key, VectorSpace space, int limit) {
        requireAtLeastOne(limit);
        return locked(now -> steps.unembedded(owner, key, space, limit));
    }

    @Override
    public boolean saveVectors(Owner owner, IngestionTask.Key key, Hold hold, VectorSpace space,
            Map<PassageId, Vector> vectors) {
        return locked(now -> steps.held(owner, key, hold, now, version -> steps.embed(version, space, vectors)));
    }

    @Override
    public Publishing publish(Owner owner, IngestionTask.Key key, Optional<VectorSpace> space) {
        return locked(now -> steps.publish(owner, key, space, now));
    }

    @Override
    public boolean fail(Owner owner, IngestionTask.Key key, DocumentFailure failure) {
        return locked(now -> steps.held(owner, key, version -> steps.fail(version, failure, now)));
    }

    @Override
    public List<Unembedded> claimSpace(Hold hold, VectorSpace space, int limit) {
        requireAtLeastOne(limit);
        return locked(now -> steps.claimSpace(hold, space, limit, now));
    }

    @Override
    public void saveSpace(Hold hold, VectorSpace space, Map<PassageId, Vector> vectors) {
        locked(now -> {
            steps.saveSpace(hold, space, vectors, now);
            return space;
        });
    }

    @Override
    public long latest(Owner owner) {
        return locked(now -> shelf.latest(owner));
    }

    @Override
    public PassageFeed follow(long after, int limit) {
        requirePassages(limit);
        if (after < 0) {
            throw new IllegalArgumentException("positions are not negative");
        }
        return locked(now -> new PassageFeed(shelf.changes(after).stream().limit(limit).toList(), shelf.latest(),
                shelf.knowsDeletionsAfter(after), shelf.space()));
    }

    @Override
    public List<IndexedPassage> read(PassageChange change, Optional<VectorSpace> space, int from, int limit) {
        requirePassages(limit);
        return locked(now -> shelf.document(change.owner(), change.document())
                .flatMap(StoredDocument::searchable)
                .filter(version -> change.version().equals(Optional.of(version.number())))
                .map(version -> version.passages()
                        .tailMap(from)
                        .values()
                        .stream()
                        .limit(limit)
                        .map(passage -> passage.indexed(space))
                        .toList())
                .orElse(List.of()));
    }

    @Override
    public List<Passage> find(Owner owner, Scope scope, List<PassageId> passages) {
        requirePassages(Math.max(1, passages.size()));
        return locked(now -> search.find(owner, scope, passages));
    }

    @Override
    public List<RankedPassage> search(Owner owner, Scope scope, PlainText question, int limit) {
        if (limit < 1 || limit > RetrievalQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("a limit is 1 to " + RetrievalQuery.MAX_LIMIT);
        }
        return locked(now -> search.search(owner, scope, question, limit));
    }

    /** Deletes some documents, and contents that never became one. */
    long forget(Owner owner, int limit) {
        return locked(now -> shelf.forget(owner, limit, now));
    }

    /** Deletes some documents whose newest version is older than that, but those that everybody may read. */
    long forgetOlder(Instant time, int limit) {
        return locked(now -> shelf.forgetOlder(time, limit, now));
    }

    /** Tells the time. */
    Instant now() {
        return clock.instant();
    }

    private Optional<StoredVersion> version(Owner owner, DocumentId document, int version) {
        return shelf.document(owner, document).flatMap(found -> found.version(version));
    }

    private static void requirePassages(int limit) {
        if (limit < 1 || limit > PassageStore.MAX_PAGE) {
            throw new IllegalArgumentException("a limit is 1 to " + PassageStore.MAX_PAGE);
        }
    }

    private static void requireAtLeastOne(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }

    private <T> T locked(Function<Instant, T> step) {
        lock.lock();
        try {
            return step.apply(clock.instant());
        } finally {
            lock.unlock();
        }
    }
}
