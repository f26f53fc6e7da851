package dev.confab.retrieval;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.TextSpan;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Finds passages by their words, ranked with BM25, among those it was built with. An owner sees the passages added for
 * that owner and those added for everyone, and no other owner's, whatever the question.
 *
 * <p>
 * Passages and index are held in memory and do not change. Safe for use by several threads at once.
 * Whoever built it closes it; after that every question is a {@link RetrievalFault}.
 *
 * <pre>{@code
 * try (LuceneContextRetriever retriever = LuceneContextRetriever.builder()
 *         .addForEveryone(id, document, PlainText.of("Servo handbook"), PlainText.of("A servo holds an angle."))
 *         .build()) { ... }
 * }</pre>
 */
public final class LuceneContextRetriever implements ContextRetriever, AutoCloseable {

    /** Passages are short and of one length: term frequency saturates early, length counts little. */
    private static final Similarity BM25 = new BM25Similarity(0.9f, 0.4f);

    private final DirectoryReader index;
    private final IndexSearcher searcher;
    private final QuestionQuery questions;
    private final List<Passage> kept;

    private LuceneContextRetriever(DirectoryReader index, Analyzer analyzer, List<Passage> kept) {
        this.index = index;
        this.kept = List.copyOf(kept);
        this.searcher = new IndexSearcher(index);
        this.searcher.setSimilarity(BM25);
        this.questions = new QuestionQuery(analyzer);
    }

    /** Begins with no passages. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public List<RankedPassage> retrieve(Owner owner, RetrievalQuery query) {
        Objects.requireNonNull(owner, "owner");
        try {
            Optional<Query> asked = questions.of(owner, query.question().value(), index);
            if (asked.isEmpty()) {
                return List.of();
            }
            var passages = new ArrayList<RankedPassage>();
            for (ScoreDoc hit : searcher.search(asked.get(), query.limit()).scoreDocs) {
                var lexical = new RankedPassage.Leg(passages.size() + 1, hit.score);
                passages.add(new RankedPassage(kept.get(PassageFields.place(index, hit.doc)), hit.score, 1,
                        Optional.of(lexical), Optional.empty(), Optional.empty()));
            }
            return List.copyOf(passages);
        } catch (IOException | AlreadyClosedException fault) {
            throw new RetrievalFault("the index cannot be read", fault);
        }
    }

    /** Returns how many passages it has. */
    public int size() {
        return kept.size();
    }

    @Override
    public void close() {
        try {
            index.close();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Takes passages and indexes them. For one thread, and for one {@link #build()}. */
    public static final class Builder {

        private final Set<PassageId> ids = new HashSet<>();
        private final List<Passage> kept = new ArrayList<>();
        private final Analyzer analyzer = new PassageAnalyzer();
        private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
        private final IndexWriter writer;

        private Builder() {
            try {
                writer = new IndexWriter(directory, new IndexWriterConfig(analyzer).setSimilarity(BM25));
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }

        /**
         * Adds a passage that this owner alone may see.
         *
         * @throws IllegalArgumentException if title or text is blank or the id was added before
         */
        public Builder add(Owner owner, PassageId id, DocumentId document, PlainText title, PlainText text) {
            return add(Optional.of(owner), id, document, title, "", text);
        }

        /**
         * Adds a passage that every owner may see.
         *
         * @throws IllegalArgumentException if title or text is blank or the id was added before
         */
        public Builder addForEveryone(PassageId id, DocumentId document, PlainText title, PlainText text) {
            return add(Optional.empty(), id, document, title, "", text);
        }

        /** Adds every passage of a folder, for every owner. */
        public Builder addForEveryone(KnowledgeFolder folder) {
            folder.passages()
                    .forEach(passage -> add(Optional.empty(), passage.id(), passage.document(), passage.title(),
                            passage.headings(), passage.text()));
            return this;
        }

        /** Makes the retriever. */
        public LuceneContextRetriever build() {
            try {
                writer.forceMerge(1);
                writer.close();
                return new LuceneContextRetriever(DirectoryReader.open(directory), analyzer, kept);
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }

        private Builder add(Optional<Owner> owner, PassageId id, DocumentId document, PlainText title, String headings,
                PlainText text) {
            var passage = new Passage(id, document, 1, title, text, new TextSpan(0, Math.max(1, text.length())),
                    headings.lines().map(PlainText::of).toList(), List.of());
            if (!ids.add(id)) {
                throw new IllegalArgumentException("passage " + id + " was added before");
            }
            try {
                writer.addDocument(PassageFields.document(owner, passage, headings, kept.size()));
                kept.add(passage);
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
            return this;
        }
    }
}
