package dev.confab.retrieval.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.retrieval.IndexedPassage;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.retrieval.language.Language;
import dev.confab.retrieval.lexical.WordFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

final class DenseLegTest {

    private static final Owner ADA = new Owner("ada");
    private static final Owner BOB = new Owner("bob");
    private static final Query ADAS = PassageFields.visible(ADA, RetrievalQuery.of(PlainText.of("any"), 10));

    private final Random random = new Random(3);
    private final List<Vector> vectors = new ArrayList<>();
    private final List<Owner> owners = new ArrayList<>();

    @Test
    void nearest_ofMany_findsNearlyAllThroughTheGraphAndAllWithoutIt_andOnlyWhatTheFilterLetsPass() throws IOException {
        findsNearlyAll(12_000, 24, 1);
    }

    /** Where one bit stands for each number. */
    @Test
    void nearest_ofManyLongOnes_findsNearlyAll_andOnlyWhatTheFilterLetsPass() throws IOException {
        findsNearlyAll(2_000, 1_536, 0.97);
    }

    private void findsNearlyAll(int passages, int dimension, double withoutGraph) throws IOException {
        try (var directory = new ByteBuffersDirectory()) {
            fill(directory, passages, dimension);
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                var searcher = new IndexSearcher(reader);
                int read = 0;
                int graph = 0;
                for (int question = 0; question < 20; question++) {
                    Vector asked = near(vectors.get(random.nextInt(passages)));
                    Set<Integer> right = new HashSet<>(exactly(asked, 50));
                    List<ScoreDoc> through = DenseLeg.nearest(searcher, ADAS, asked.toArray(), 50, Long.MAX_VALUE);
                    read += (int) through.stream().filter(hit -> right.contains(hit.doc)).count();
                    List<ScoreDoc> asGraph = DenseLeg.nearest(searcher, ADAS, asked.toArray(), 50, 0);
                    assertEquals(50, asGraph.size());
                    graph += (int) asGraph.stream().filter(hit -> right.contains(hit.doc)).count();
                    for (ScoreDoc hit : asGraph) {
                        assertEquals(ADA, owners.get(hit.doc));
                        assertEquals(vectors.get(hit.doc).cosine(asked), hit.score, 1e-5);
                    }
                }
                assertTrue(read >= withoutGraph * 20 * 50, "only " + read + " of 1000 without the graph");
                assertTrue(graph > 0.95 * 20 * 50, "only " + graph + " of 1000");
            }
        }
    }

    @Test
    void nearest_inFourThousandDimensions_isFound() throws IOException {
        try (var directory = new ByteBuffersDirectory()) {
            fill(directory, 20, 4_096);
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                List<ScoreDoc> found = DenseLeg.nearest(new IndexSearcher(reader), ADAS, vectors.get(8).toArray(), 1);
                assertEquals(8, found.getFirst().doc);
                assertEquals(1, found.getFirst().score, 1e-5);
            }
        }
    }

    private void fill(ByteBuffersDirectory directory, int passages, int dimension) throws IOException {
        List<Vector> centres = IntStream.range(0, 40).mapToObj(at -> any(dimension)).toList();
        try (var writer = new IndexWriter(directory,
                new IndexWriterConfig(WordFields.ANALYZER).setCodec(new VectorCodec(dimension))
                        // All in one segment, so that a passage's number in the index is its place here.
                        .setRAMBufferSizeMB(256))) {
            for (int number = 0; number < passages; number++) {
                Vector vector = near(centres.get(random.nextInt(centres.size())));
                Owner owner = number % 2 == 0 ? ADA : BOB;
                var document = new DocumentId(UUID.randomUUID());
                var passage = Passage.whole(new PassageId(UUID.randomUUID()), document, PlainText.of("Title"),
                        PlainText.of("Text"));
                var change = new PassageChange(number + 1L, owner, document, Optional.of(1), Optional.empty());
                writer.addDocument(PassageFields.of(change, new IndexedPassage(0, passage, Optional.of(vector)),
                        Language.ENGLISH));
                vectors.add(vector);
                owners.add(owner);
            }
            writer.forceMerge(1);
        }
    }

    private List<Integer> exactly(Vector asked, int limit) {
        return IntStream.range(0, vectors.size())
                .boxed()
                .filter(at -> owners.get(at).equals(ADA))
                .sorted(Comparator.comparingDouble((Integer at) -> vectors.get(at).cosine(asked)).reversed())
                .limit(limit)
                .toList();
    }

    private Vector any(int dimension) {
        var numbers = new float[dimension];
        for (int at = 0; at < dimension; at++) {
            numbers[at] = (float) random.nextGaussian();
        }
        return Vector.of(numbers);
    }

    private Vector near(Vector centre) {
        float[] numbers = centre.toArray();
        for (int at = 0; at < numbers.length; at++) {
            numbers[at] += (float) (random.nextGaussian() * 0.7 / Math.sqrt(numbers.length));
        }
        return Vector.of(numbers);
    }
}
