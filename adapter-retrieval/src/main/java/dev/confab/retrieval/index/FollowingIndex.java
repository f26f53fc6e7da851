package dev.confab.retrieval.index;

import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageFeed;
import dev.confab.domain.retrieval.PassageStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of what the store says is searchable, as far as somebody needed to know: it reads on when it is asked to have
 * reached a position, once for all who ask meanwhile, and does nothing in between. When it has to begin anew, since there is
 * none, it is damaged, of another schema, too old to follow, or of another store, it does so beside and takes the new one
 * when that is whole; likewise when searches use another vector space. Safe for use by several threads at once.
 */
final class FollowingIndex implements Closeable {

    /** How long a question waits, counted from the beginning of the work; then the store answers it by words. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** How long it is left alone after it could not be made. */
    private static final Duration REST = Duration.ofSeconds(30);
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(15);
    private static final int COMMIT_CHANGES = 256;
    private static final int PAGE = 500;
    private static final int ATTEMPTS = 3;
    private static final Logger log = LoggerFactory.getLogger(FollowingIndex.class);

    private final PassageStore store;
    private final IndexFolder folder;
    private final boolean vectors;
    /** Whoever changes what is in an index that is searched, or which one that is. */
    private final ReentrantLock turn = new ReentrantLock();
    private volatile @Nullable Generation current;
    private @Nullable Work following;
    private @Nullable Work building;
    private boolean opened;
    private volatile boolean closed;
    private long restUntil = System.nanoTime();
    private long lastDamage = restUntil - REST.toNanos();
    private long lastCommit = restUntil;

    /** @param vectors whether it has the vectors too */
    FollowingIndex(PassageStore store, IndexFolder folder, boolean vectors) {
        this.store = store;
        this.folder = folder;
        this.vectors = vectors;
    }

    /**
     * Returns the index as soon as it has reached a position; empty when that takes too long, or cannot be now.
     *
     * @throws RetrievalFault if it was closed, or if the store could not be asked what there is to reach
     */
    Optional<Generation> reached(long position) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Generation now = current;
            if (now != null && now.position() >= position) {
                return Optional.of(now);
            }
            Optional<Work> work = work();
            if (work.isEmpty() || !work.get().await(PATIENCE)) {
                return Optional.empty();
            }
            Optional<ChatFault> away = work.get().fault();
            if (away.isPresent()) {
                // Who asked the store and waited long must not do so once more.
                throw new RetrievalFault("the index could not follow the store", away.get());
            }
        }
        return Optional.empty();
    }

    /** Returns whether this is the one that is searched now. */
    boolean isCurrent(Generation generation) {
        return current == generation;
    }

    /** Takes an index that could not be read out of use; a new one is made. */
    void discard(Generation damaged, Throwable fault) {
        synchronized (this) {
            if (current != damaged) {
                return;
            }
            current = null;
            long now = System.nanoTime();
            if (now - lastDamage < REST.toNanos()) {
                restUntil = now + REST.toNanos();
            }
            lastDamage = now;
        }
        log.atWarn().addKeyValue("fault", fault.getClass().getSimpleName()).log("the index is damaged and made anew");
        Work.begin("index-closing", work -> {
            turn.lock();
            try {
                closeQuietly(damaged);
            } finally {
                turn.unlock();
            }
        });
    }

    @Override
    public void close() throws IOException {
        Work building;
        synchronized (this) {
            closed = true;
            building = this.building;
        }
        if (building != null) {
            building.await(PATIENCE.multipliedBy(10));
        }
        turn.lock();
        try (folder) {
            Generation last = current;
            current = null;
            if (last != null) {
                try (last) {
                    last.commit();
                }
            }
        } finally {
            turn.unlock();
        }
    }

    /** What is being done so that the index gets further; begun if nothing is. */
    private synchronized Optional<Work> work() {
        if (closed) {
            throw new RetrievalFault("the index is closed", null);
        }
        if (current == null) {
            return build();
        }
        if (following == null || following.isDone()) {
            following = Work.begin("index-following", this::follow);
        }
        return Optional.of(following);
    }

    private synchronized Optional<Work> build() {
        if (building == null || building.isDone()) {
            if (closed || System.nanoTime() - restUntil < 0) {
                return Optional.empty();
            }
            building = Work.begin("index-building", this::open);
        }
        return Optional.of(building);
    }

    private void follow(Work work) {
        turn.lock();
        try {
            Generation followed = current;
            if (followed == null) {
                return;
            }
            try {
                Optional<Optional<VectorSpace>> wanted = follow(followed, 0);
                boolean anotherSpace = wanted.isPresent() && !wanted.get().equals(followed.space());
                if (wanted.isEmpty() || (anotherSpace && followed.size() == 0)) {
                    current = null;
                    closeQuietly(followed);
                    return;
                }
                if (anotherSpace) {
                    build();
                }
                work.done();
                commitNowAndThen(followed);
            } catch (ChatFault fault) {
                work.failed(fault);
                logged(fault);
            } catch (IOException | RuntimeException fault) {
                discard(followed, fault);
            }
        } finally {
            turn.unlock();
        }
    }

    /**
     * Reads on to the latest change and shows it.
     *
     * @param heed from which position on it matters that deletions may be missing
     * @return the space that searches use; empty if this one cannot follow any more
     */
    private Optional<Optional<VectorSpace>> follow(Generation followed, long heed) throws IOException {
        return follow(followed, followed.position(), heed);
    }

    private Optional<Optional<VectorSpace>> follow(Generation followed, long from, long heed) throws IOException {
        long at = from;
        Optional<VectorSpace> space;
        boolean more;
        do {
            PassageFeed feed = store.follow(at, PAGE);
            if (feed.latest() < at || (!feed.complete() && at >= heed)) {
                return Optional.empty();
            }
            more = feed.changes().size() == PAGE;
            for (PassageChange change : feed.changes()) {
                if (closed) {
                    throw new RetrievalFault("the index is closed", null);
                }
                // What was replaced or deleted while it was read is told once more, and must be heard before all is shown.
                more |= !apply(followed, change);
            }
            space = vectors ? feed.space() : Optional.empty();
            at = feed.changes().size() == PAGE ? feed.changes().getLast().position() : feed.latest();
        } while (more);
        if (at > followed.position()) {
            followed.show(at);
        }
        return Optional.of(space);
    }

    private boolean apply(Generation followed, PassageChange change) throws IOException {
        if (change.version().isEmpty()) {
            followed.remove(change.document());
            return true;
        }
        return followed.put(change, store);
    }

    private void commitNowAndThen(Generation followed) throws IOException {
        long now = System.nanoTime();
        boolean due = followed.uncommitted() >= COMMIT_CHANGES || now - lastCommit > COMMIT_INTERVAL.toNanos();
        if (due && followed.uncommitted() > 0) {
            followed.commit();
            lastCommit = now;
        }
    }

    /** Takes what the folder has, the first time, or makes a new one. */
    private void open(Work work) {
        try {
            if (!opened) {
                opened = true;
                Optional<Generation> kept = kept();
                if (kept.isPresent()) {
                    current = kept.get();
                    return;
                }
            }
            make();
        } catch (ChatFault fault) {
            work.failed(fault);
            logged(fault);
        } catch (IOException | RuntimeException fault) {
            log.atWarn().addKeyValue("fault", fault.getClass().getSimpleName()).log("the index could not be made");
            synchronized (this) {
                restUntil = System.nanoTime() + REST.toNanos();
            }
        }
    }

    private Optional<Generation> kept() throws IOException {
        Optional<Directory> newest = folder.newest();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Optional<Generation> opened = Optional.empty();
        try {
            opened = Generation.open(newest.get());
            if (opened.isPresent() && isOfThisStore(opened.get())) {
                return opened;
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException fault) {
            log.atWarn()
                    .addKeyValue("fault", fault.getClass().getSimpleName())
                    .log("the index is damaged and made anew");
        }
        if (opened.isPresent()) {
            closeQuietly(opened.get());
        } else {
            newest.get().close();
        }
        return Optional.empty();
    }

    /** Looks at the oldest documents of the store: an index of another one does not have them. */
    private boolean isOfThisStore(Generation kept) throws IOException {
        PassageFeed oldest = store.follow(0, PAGE);
        if (oldest.latest() < kept.position() || (oldest.changes().isEmpty() && kept.size() > 0)) {
            return false;
        }
        for (PassageChange change : oldest.changes()) {
            if (change.position() <= kept.position()) {
                OptionalInt there = kept.version(change.document());
                if (there.isEmpty() || there.getAsInt() != change.version().orElse(0)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Makes an index beside the one that is searched, and lets it take that one's place. */
    private void make() throws IOException {
        long from = System.nanoTime();
        PassageFeed first = store.follow(0, 1);
        Generation next = Generation.begin(folder.begin(), vectors ? first.space() : Optional.empty());
        boolean taken = false;
        try {
            boolean whole = follow(next, 0, first.latest()).isPresent();
            turn.lock();
            try {
                // What changed while it was made; little, so that those who follow the other one need not wait long.
                if (!whole || follow(next, first.latest()).isEmpty()) {
                    throw new IOException("changes were forgotten faster than they could be read");
                }
                next.commit();
                Generation last = current;
                synchronized (this) {
                    current = closed ? null : next;
                    taken = !closed;
                    lastCommit = System.nanoTime();
                }
                if (last != null) {
                    closeQuietly(last);
                }
                folder.keepOnly(next.directory());
            } finally {
                turn.unlock();
            }
            log.atInfo()
                    .addKeyValue("passages", next.size())
                    .addKeyValue("duration_ms", Duration.ofNanos(System.nanoTime() - from).toMillis())
                    .log("index made");
        } finally {
            if (!taken) {
                closeQuietly(next);
            }
        }
    }

    private void logged(ChatFault fault) {
        if (closed) {
            return;
        }
        log.atWarn().addKeyValue("code", fault.code()).log("the index could not follow the store");
    }

    private static void closeQuietly(Generation generation) {
        try {
            generation.close();
        } catch (IOException | UncheckedIOException | IllegalStateException fault) {
            log.atDebug().addKeyValue("fault", fault.getClass().getSimpleName()).log("index not closed in order");
        }
    }
}
