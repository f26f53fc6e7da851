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
 * Keeps vectors as bytes, to search by, beside the numbers themselves, to be exact in the end; with a graph in segments
 * that are too large to be read through.
 */
final class VectorCodec extends Lucene104Codec {

    /** About ten thousand vectors: below that a segment has no graph, which would take longer to make than it saves. */
    private static final int NO_GRAPH_BELOW = 1_000;

    private final KnnVectorsFormat format = new AnyDimension(
            new Lucene104HnswScalarQuantizedVectorsFormat(ScalarEncoding.UNSIGNED_BYTE,
                    Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN, Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
                    Lucene99HnswVectorsFormat.DEFAULT_NUM_MERGE_WORKER, null, NO_GRAPH_BELOW));

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
