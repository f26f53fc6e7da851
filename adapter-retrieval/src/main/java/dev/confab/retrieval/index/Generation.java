package dev.confab.retrieval.index;

import dev.confab.domain.DocumentId;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.retrieval.lexical.WordFields;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * One index, from its first passage on: all its vectors are of one space. What is put into it is found only after {@link
 * #show}, all at once, and outlives the process only after {@link #commit}. Searching is safe for use by several threads,
 * changing it is one thread's at a time.
 */
final class Generation implements Closeable {

    private static final double BUFFER_MB = 32;
    /**
     * Few segments, since a question has to be asked of each: merging them takes more work than Lucene would give it by
     * itself, but that is done once.
     */
    private static final double FEW_SEGMENTS = 4;
    private static final double SMALL_SEGMENT_MB = 64;
    /** A question may look at several segments at once. */
    private static final Executor SEVERAL_AT_ONCE = task -> Thread.ofVirtual().name("index-search").start(task);
    private static final String SCHEMA = "schema";
    private static final String POSITION = "position";
    private static final String MODEL = "model";
    private static final String DIMENSION = "dimension";

    private final Directory directory;
    private final Optional<VectorSpace> space;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private volatile long position;
    private int uncommitted;

    private Generation(Directory directory, Optional<VectorSpace> space, long position, OpenMode mode)
            throws IOException {
        this.directory = directory;
        this.space = space;
        this.position = position;
        this.writer = new IndexWriter(directory,
                new IndexWriterConfig(WordFields.ANALYZER).setSimilarity(WordFields.BM25)
                        .setCodec(new VectorCodec(space.map(VectorSpace::dimension).orElse(1)))
                        .setMergePolicy(new TieredMergePolicy().setSegmentsPerTier(FEW_SEGMENTS)
                                .setFloorSegmentMB(SMALL_SEGMENT_MB))
                        .setRAMBufferSizeMB(BUFFER_MB)
                        .setCommitOnClose(false)
                        .setOpenMode(mode));
        try {
            this.searchers = new SearcherManager(writer, new SearcherFactory() {
                @Override
                public IndexSearcher newSearcher(org.apache.lucene.index.IndexReader reader,
                        org.apache.lucene.index.@Nullable IndexReader previous) {
                    var searcher = new IndexSearcher(reader, SEVERAL_AT_ONCE);
                    searcher.setSimilarity(WordFields.BM25);
                    return searcher;
                }
            });
        } catch (IOException | RuntimeException fault) {
            writer.rollback();
            throw fault;
        }
    }

    /** Begins an empty one. */
    static Generation begin(Directory directory, Optional<VectorSpace> space) throws IOException {
        return new Generation(directory, space, 0, OpenMode.CREATE);
    }

    /**
     * Opens one that was committed; empty if there is none of this schema.
     *
     * @throws IOException if it is damaged: every byte of it is read once
     */
    static Optional<Generation> open(Directory directory) throws IOException {
        if (!DirectoryReader.indexExists(directory)) {
            return Optional.empty();
        }
        Map<String, String> kept;
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            kept = reader.getIndexCommit().getUserData();
            for (LeafReaderContext leaf : reader.leaves()) {
                leaf.reader().checkIntegrity();
            }
        }
        if (!PassageFields.SCHEMA.equals(kept.get(SCHEMA))) {
            return Optional.empty();
        }
        Optional<VectorSpace> space = Optional.ofNullable(kept.get(MODEL))
                .map(model -> new VectorSpace(model, Integer.parseInt(kept.getOrDefault(DIMENSION, "0"))));
        long position = Long.parseLong(kept.getOrDefault(POSITION, "0"));
        return Optional.of(new Generation(directory, space, position, OpenMode.APPEND));
    }

    /** Up to which change searches know what there is. */
    long position() {
        return position;
    }

    Optional<VectorSpace> space() {
        return space;
    }

    Directory directory() {
        return directory;
    }

    /** How many changes the next commit would keep. */
    int uncommitted() {
        return uncommitted;
    }

    /** Puts a version of a document in place of all that was there of it. Returns whether the store gave all of it. */
    boolean put(PassageChange change, PassageStore store) throws IOException {
        var passages = new DocumentPassages(change, space, store);
        if (passages.hasNext()) {
            writer.updateDocuments(PassageFields.document(change.document()), () -> passages);
            uncommitted++;
        }
        return passages.wereComplete();
    }

    /** Takes all of a document out. */
    void remove(DocumentId document) throws IOException {
        writer.deleteDocuments(PassageFields.document(document));
        uncommitted++;
    }

    /** Makes all that was done visible to searches, at once. */
    void show(long reached) throws IOException {
        searchers.maybeRefreshBlocking();
        position = reached;
    }

    /** Keeps what searches see for the next time. */
    void commit() throws IOException {
        var kept = new java.util.HashMap<String, String>();
        kept.put(SCHEMA, PassageFields.SCHEMA);
        kept.put(POSITION, Long.toString(position));
        space.ifPresent(one -> {
            kept.put(MODEL, one.model());
            kept.put(DIMENSION, Integer.toString(one.dimension()));
        });
        writer.setLiveCommitData(kept.entrySet());
        writer.commit();
        uncommitted = 0;
    }

    /** Returns the version of a document that searches find. */
    OptionalInt version(DocumentId document) throws IOException {
        return search(searcher -> {
            TopDocs found = searcher.search(new TermQuery(PassageFields.document(document)), 1);
            if (found.scoreDocs.length == 0) {
                return OptionalInt.empty();
            }
            int hit = found.scoreDocs[0].doc;
            LeafReaderContext leaf = Leaves.of(searcher.getIndexReader(), hit);
            NumericDocValues versions = DocValues.getNumeric(leaf.reader(), PassageFields.VERSION);
            return versions.advanceExact(hit - leaf.docBase) ? OptionalInt.of((int) versions.longValue())
                    : OptionalInt.empty();
        });
    }

    /** Returns how many passages searches find. */
    int size() throws IOException {
        return search(searcher -> searcher.getIndexReader().numDocs());
    }

    /** Searches what is visible now; that stays so until the task is done. */
    <T> T search(Task<T> task) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return task.on(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** What is done with a searcher. */
    interface Task<T> {
        T on(IndexSearcher searcher) throws IOException;
    }

    /** Ends it; what was not committed is lost. Searches that have begun come to their end. */
    @Override
    public void close() throws IOException {
        try (directory; searchers) {
            writer.rollback();
        }
    }
}
