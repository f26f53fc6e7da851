package dev.confab.retrieval.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.search.Weight;

/**
 * Finds the passages whose vectors are nearest. Few are all looked at, many through the graph; either way what vectors are
 * kept as in short proposes, and the numbers themselves decide.
 */
final class DenseLeg {

    /** So many numbers in bytes are read through rather than asked the graph for: 50,000 vectors of 384. */
    private static final long BYTES_READ_THROUGH = 19_200_000;
    /** So many in bits: 31,250 vectors of 1,536, which takes about as long as the graph of 100,000. */
    private static final long BITS_READ_THROUGH = 48_000_000;
    /** Bytes are nearly exact: the right ones are among a few more. */
    private static final double BYTES_PROPOSED = 1.3;
    /**
     * Bits are less so. Of 5,000 vectors of 1,536 in ten clusters, the hundred nearest are among four times as many with 98 of
     * 100, the ten nearest with 100 of 100; among twice as many with 77 and 93.
     */
    private static final double BITS_PROPOSED = 4;
    private static final Comparator<ScoreDoc> BEST_LAST = Comparator.<ScoreDoc>comparingDouble(hit -> hit.score)
            .thenComparing(hit -> hit.doc, Comparator.reverseOrder());

    private DenseLeg() {}

    /** The nearest of those that pass a filter, nearest first; the score is the cosine. */
    static List<ScoreDoc> nearest(IndexSearcher searcher, Query filter, float[] question, int limit)
            throws IOException {
        return nearest(searcher, filter, question, limit,
                VectorCodec.isInBits(question.length) ? BITS_READ_THROUGH : BYTES_READ_THROUGH);
    }

    static List<ScoreDoc> nearest(IndexSearcher searcher, Query filter, float[] question, int limit, long readThrough)
            throws IOException {
        int proposed = (int) (limit * (VectorCodec.isInBits(question.length) ? BITS_PROPOSED : BYTES_PROPOSED));
        Weight passing = searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
        long candidates = 0;
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            ScorerSupplier supplier = passing.scorerSupplier(leaf);
            candidates += supplier == null ? 0 : supplier.cost();
        }
        ScoreDoc[] found = candidates * question.length <= readThrough
                ? readThrough(searcher, passing, question, proposed)
                : searcher.search(new KnnFloatVectorQuery(PassageFields.VECTOR, question, proposed, filter),
                        proposed).scoreDocs;
        List<ScoreDoc> exact = exactly(searcher, found, question);
        exact.sort(BEST_LAST.reversed());
        return exact.subList(0, Math.min(limit, exact.size()));
    }

    private static ScoreDoc[] readThrough(IndexSearcher searcher, Weight passing, float[] question, int limit)
            throws IOException {
        var best = new PriorityQueue<ScoreDoc>(BEST_LAST);
        var batch = new DocAndFloatFeatureBuffer();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            FloatVectorValues vectors = leaf.reader().getFloatVectorValues(PassageFields.VECTOR);
            Scorer matching = vectors == null ? null : passing.scorer(leaf);
            if (vectors == null || matching == null) {
                continue;
            }
            VectorScorer.Bulk scores = vectors.scorer(question).bulk(matching.iterator());
            scores.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, leaf.reader().getLiveDocs(), batch);
            while (batch.size > 0) {
                for (int at = 0; at < batch.size; at++) {
                    offer(best, new ScoreDoc(leaf.docBase + batch.docs[at], batch.features[at]), limit);
                }
                scores.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, leaf.reader().getLiveDocs(), batch);
            }
        }
        return best.toArray(ScoreDoc[]::new);
    }

    private static void offer(PriorityQueue<ScoreDoc> best, ScoreDoc hit, int limit) {
        if (best.size() < limit) {
            best.add(hit);
        } else if (BEST_LAST.compare(hit, best.element()) > 0) {
            best.remove();
            best.add(hit);
        }
    }

    private static List<ScoreDoc> exactly(IndexSearcher searcher, ScoreDoc[] found, float[] question)
            throws IOException {
        ScoreDoc[] ordered = found.clone();
        Arrays.sort(ordered, Comparator.comparingInt(hit -> hit.doc));
        var exact = new ArrayList<ScoreDoc>();
        int at = 0;
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            int end = leaf.docBase + leaf.reader().maxDoc();
            if (at == ordered.length || ordered[at].doc >= end) {
                continue;
            }
            VectorScorer scorer = leaf.reader().getFloatVectorValues(PassageFields.VECTOR).rescorer(question);
            for (; at < ordered.length && ordered[at].doc < end; at++) {
                if (scorer.iterator().advance(ordered[at].doc - leaf.docBase) == ordered[at].doc - leaf.docBase) {
                    exact.add(new ScoreDoc(ordered[at].doc, Math.clamp(2 * scorer.score() - 1, -1f, 1f)));
                }
            }
        }
        return exact;
    }
}
