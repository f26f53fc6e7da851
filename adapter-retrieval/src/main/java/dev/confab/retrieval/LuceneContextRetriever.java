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
import dev.confab.retrieval.lexical.Question;
import dev.confab.retrieval.lexical.WordFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
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

    private final DirectoryReader index;
    private final IndexSearcher searcher;
    private final List<Passage> kept;

    private LuceneContextRetriever(DirectoryReader index, List<Passage> kept) {
        this.index = index;
        this.kept = List.copyOf(kept);
        this.searcher = new IndexSearcher(index);
        this.searcher.setSimilarity(WordFields.BM25);
    }

    /** Begins with no passages. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public List<RankedPassage> retrieve(Owner owner, RetrievalQuery query) {
        Objects.requireNonNull(owner, "owner");
        try {
            Question question = Question.of(query.question().value(), index);
            if (!question.canBeFound()) {
                return List.of();
            }
            Query asked = question.within(PassageFields.visible(owner, query.scope()));
            ScoreDoc[] found = searcher.search(asked, query.limit()).scoreDocs;
            int[] ordered = Arrays.stream(found).mapToInt(hit -> hit.doc).sorted().toArray();
            Map<Integer, Double> coverage = question.coverage(index, ordered);
            var passages = new ArrayList<RankedPassage>();
            for (ScoreDoc hit : found) {
                var lexical = new RankedPassage.Leg(passages.size() + 1, hit.score);
                double support = Math.clamp(coverage.getOrDefault(hit.doc, 0.0), 0, 1);
                passages.add(new RankedPassage(kept.get(PassageFields.place(index, hit.doc)), hit.score, support,
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
        private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
        private final IndexWriter writer;

        private Builder() {
            try {
                writer = new IndexWriter(directory,
                        new IndexWriterConfig(WordFields.ANALYZER).setSimilarity(WordFields.BM25));
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
            return add(owner, id, document, title, List.of(), text);
        }

        /**
         * Adds a passage that every owner may see.
         *
         * @throws IllegalArgumentException if title or text is blank or the id was added before
         */
        public Builder addForEveryone(PassageId id, DocumentId document, PlainText title, PlainText text) {
            return add(Owner.EVERYONE, id, document, title, List.of(), text);
        }

        /** Adds every passage of a folder, for every owner. */
        public Builder addForEveryone(KnowledgeFolder folder) {
            folder.passages()
                    .forEach(passage -> add(Owner.EVERYONE, passage.id(), passage.document(), passage.title(),
                            passage.headings().lines().map(PlainText::of).toList(), passage.text()));
            return this;
        }

        /** Makes the retriever. */
        public LuceneContextRetriever build() {
            try {
                writer.forceMerge(1);
                writer.close();
                return new LuceneContextRetriever(DirectoryReader.open(directory), kept);
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }

        private Builder add(Owner owner, PassageId id, DocumentId document, PlainText title,
                List<PlainText> headings, PlainText text) {
            var passage = new Passage(id, document, 1, title, text, new TextSpan(0, Math.max(1, text.length())),
                    headings, List.of());
            if (!ids.add(id)) {
                throw new IllegalArgumentException("passage " + id + " was added before");
            }
            try {
                writer.addDocument(PassageFields.document(owner, passage, kept.size()));
                kept.add(passage);
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
            return this;
        }
    }
}
