package dev.confab.retrieval.index;

import dev.confab.domain.embedding.VectorSpace;
import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/**
 * Keeps vectors in short, to search by, beside the numbers themselves, to be exact in the end; with a graph in segments
 * that are too large to be read through. Searching takes the time of fetching what it looks at: a bit a number is an eighth
 * of a byte a number, but less exact, which long vectors make up for.
 */
final class VectorCodec extends Lucene104Codec {

    /** From so many numbers on a bit for each will do. */
    private static final int LONG = 1_536;
    /** About ten thousand vectors: below that a segment has no graph, which would take longer to make than it saves. */
    private static final int NO_GRAPH_BELOW = 1_000;

    private final KnnVectorsFormat format;

    /** @param dimension how many numbers the vectors have */
    VectorCodec(int dimension) {
        ScalarEncoding encoding = isInBits(dimension) ? ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE
                : ScalarEncoding.UNSIGNED_BYTE;
        this.format = new AnyDimension(new Lucene104HnswScalarQuantizedVectorsFormat(encoding,
                Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN, Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
                Lucene99HnswVectorsFormat.DEFAULT_NUM_MERGE_WORKER, null, NO_GRAPH_BELOW));
    }

    /** Whether vectors of so many numbers are searched by a bit for each, and not by a byte. */
    static boolean isInBits(int dimension) {
        return dimension >= LONG;
    }

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
    }

    /**
     * Lucene's own format, but for its limit of 1,024 numbers. A segment names the format it was written with by that one's
     * name, so whatever reads it needs to know nothing of this.
     */
    private static final class AnyDimension extends KnnVectorsFormat {

        private final KnnVectorsFormat format;

        AnyDimension(KnnVectorsFormat format) {
            super(format.getName());
            this.format = format;
        }

        @Override
        public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
            return format.fieldsWriter(state);
        }

        @Override
        public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
            return format.fieldsReader(state);
        }

        @Override
        public int getMaxDimensions(String field) {
            return VectorSpace.MAX_DIMENSION;
        }
    }
}
