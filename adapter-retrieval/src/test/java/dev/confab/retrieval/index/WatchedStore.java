package dev.confab.retrieval.index;

import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.retrieval.IndexedPassage;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageFeed;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.Scope;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is asked of a store, and does something before each reading of a document's passages. */
final class WatchedStore implements PassageStore {

    final AtomicInteger latest = new AtomicInteger();
    final AtomicInteger follow = new AtomicInteger();
    final AtomicInteger read = new AtomicInteger();
    final AtomicInteger find = new AtomicInteger();
    final AtomicInteger search = new AtomicInteger();
    volatile Runnable beforeReading = () -> {};
    volatile boolean forgetful;

    private final PassageStore store;

    WatchedStore(PassageStore store) {
        this.store = store;
    }

    /** How many calls there were. */
    int calls() {
        return latest.get() + follow.get() + read.get() + find.get() + search.get();
    }

    @Override
    public long latest(Owner owner) {
        latest.incrementAndGet();
        return store.latest(owner);
    }

    @Override
    public PassageFeed follow(long after, int limit) {
        follow.incrementAndGet();
        PassageFeed feed = store.follow(after, limit);
        return forgetful && after > 0 ? new PassageFeed(feed.changes(), feed.latest(), false, feed.space()) : feed;
    }

    @Override
    public List<IndexedPassage> read(PassageChange change, Optional<VectorSpace> space, int from, int limit) {
        read.incrementAndGet();
        beforeReading.run();
        return store.read(change, space, from, limit);
    }

    @Override
    public List<Passage> find(Owner owner, Scope scope, List<PassageId> passages) {
        find.incrementAndGet();
        return store.find(owner, scope, passages);
    }

    @Override
    public List<RankedPassage> search(Owner owner, Scope scope, PlainText question, int limit) {
        search.incrementAndGet();
        return store.search(owner, scope, question, limit);
    }
}
