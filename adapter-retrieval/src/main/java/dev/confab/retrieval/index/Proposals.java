package dev.confab.retrieval.index;

import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.retrieval.NearestPassages;
import dev.confab.domain.retrieval.RankedPassage.Leg;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.retrieval.lexical.Question;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an index proposes for a question: the best by words and, while the question's vector can be had, the nearest by
 * meaning. Without that vector words alone have to do, which is said once in the log and not for each question.
 */
final class Proposals {

    /** How many each way of searching gives. */
    private static final int LEG = 100;
    private static final int LONGEST_WAIT_SECONDS = 10;
    private static final Logger log = LoggerFactory.getLogger(Proposals.class);

    private final Optional<Embedder> embedder;
    private final Optional<NearestPassages> nearest;
    private final AtomicBoolean wordsAlone = new AtomicBoolean();

    Proposals(Optional<Embedder> embedder, Optional<NearestPassages> nearest) {
        this.embedder = embedder;
        this.nearest = nearest;
    }

    /** A question, and its vector as soon as that is there. */
    record Asked(PlainText text, Optional<CompletableFuture<Pointed>> vector) {}

    /** A vector, and where it can be compared. */
    record Pointed(VectorSpace space, Vector vector) {}

    /** Has the question embedded while other things are done. */
    Asked ask(PlainText question) {
        return new Asked(question, embedder.map(model -> {
            var vector = new CompletableFuture<Pointed>();
            Thread.ofVirtual().name("question-embedding").start(() -> {
                try {
                    vector.complete(new Pointed(model.space(), model.embedQuestion(question)));
                } catch (RuntimeException | Error fault) {
                    vector.completeExceptionally(fault);
                }
            });
            return vector;
        }));
    }

    /** The candidates, best first. */
    List<Candidate> from(Generation generation, Owner owner, RetrievalQuery query, Asked asked) throws IOException {
        return generation.search(searcher -> {
            Query visible = PassageFields.visible(owner, query);
            IndexReader reader = searcher.getIndexReader();
            Question question = Question.of(asked.text().value(), reader);
            var hits = new HashMap<PassageId, Integer>();
            Map<PassageId, Leg> lexical = question.canBeFound()
                    ? legs(reader, List.of(searcher.search(question.within(visible), LEG).scoreDocs), hits)
                    : Map.of();
            Optional<Map<PassageId, Leg>> dense = dense(generation, searcher, visible, owner, query, asked, hits);
            return Fusion.of(lexical, dense, coverage(question, searcher, hits, dense));
        });
    }

    private Optional<Map<PassageId, Leg>> dense(Generation generation, IndexSearcher searcher, Query visible,
            Owner owner, RetrievalQuery query, Asked asked, Map<PassageId, Integer> hits) throws IOException {
        Optional<Pointed> pointed = pointed(asked);
        if (pointed.isEmpty()) {
            return Optional.empty();
        }
        VectorSpace space = pointed.get().space();
        if (nearest.isPresent()) {
            return near(nearest.get(), owner, query, pointed.get());
        }
        if (generation.space().filter(space::equals).isEmpty()) {
            // Another model's vectors are on their way, or there are none yet.
            return Optional.empty();
        }
        float[] vector = pointed.get().vector().toArray();
        return Optional.of(legs(searcher.getIndexReader(), DenseLeg.nearest(searcher, visible, vector, LEG), hits));
    }

    private Optional<Map<PassageId, Leg>> near(NearestPassages nearest, Owner owner, RetrievalQuery query,
            Pointed pointed) {
        try {
            var legs = new LinkedHashMap<PassageId, Leg>();
            for (NearestPassages.Near near : nearest.nearest(owner, query.scope(), pointed.space(), pointed.vector(),
                    LEG)) {
                legs.put(near.passage(), new Leg(legs.size() + 1, near.cosine()));
            }
            return legs.isEmpty() ? Optional.empty() : Optional.of(legs);
        } catch (ChatFault fault) {
            degraded(fault.code());
            return Optional.empty();
        }
    }

    private Optional<Pointed> pointed(Asked asked) {
        if (asked.vector().isEmpty()) {
            return Optional.empty();
        }
        try {
            Pointed pointed = asked.vector().get().get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
            if (wordsAlone.compareAndSet(true, false)) {
                log.info("questions are embedded again");
            }
            return Optional.of(pointed);
        } catch (ExecutionException fault) {
            degraded(fault.getCause() instanceof ChatFault known ? known.code() : "internal");
        } catch (TimeoutException fault) {
            degraded("timeout");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private void degraded(String code) {
        if (wordsAlone.compareAndSet(false, true)) {
            log.atWarn().addKeyValue("code", code).log("questions cannot be embedded and are searched by words alone");
        }
    }

    private static Map<PassageId, Leg> legs(IndexReader reader, List<ScoreDoc> found, Map<PassageId, Integer> hits)
            throws IOException {
        var legs = new LinkedHashMap<PassageId, Leg>();
        for (ScoreDoc hit : found) {
            PassageId passage = Leaves.passage(reader, hit.doc);
            hits.put(passage, hit.doc);
            legs.put(passage, new Leg(legs.size() + 1, hit.score));
        }
        return legs;
    }

    private static Map<PassageId, Double> coverage(Question question, IndexSearcher searcher,
            Map<PassageId, Integer> hits, Optional<Map<PassageId, Leg>> dense) throws IOException {
        if (dense.isPresent()) {
            for (PassageId passage : dense.get().keySet()) {
                if (!hits.containsKey(passage)) {
                    ScoreDoc[] there = searcher
                            .search(new org.apache.lucene.search.TermQuery(PassageFields.passage(passage)),
                                    1).scoreDocs;
                    if (there.length > 0) {
                        hits.put(passage, there[0].doc);
                    }
                }
            }
        }
        int[] ordered = hits.values().stream().mapToInt(Integer::intValue).sorted().toArray();
        Map<Integer, Double> covered = question.coverage(searcher.getIndexReader(), ordered);
        var coverage = new HashMap<PassageId, Double>();
        hits.forEach((passage, hit) -> coverage.put(passage, covered.getOrDefault(hit, 0.0)));
        return coverage;
    }
}
