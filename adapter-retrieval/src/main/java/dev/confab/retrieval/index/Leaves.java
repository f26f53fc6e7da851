package dev.confab.retrieval.index;

import dev.confab.domain.PassageId;
import java.io.IOException;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;

/** Where in an index a hit is. */
final class Leaves {

    private Leaves() {}

    /** The segment of a hit. */
    static LeafReaderContext of(IndexReader index, int hit) {
        return index.leaves().get(ReaderUtil.subIndex(hit, index.leaves()));
    }

    /** Which passage a hit is. */
    static PassageId passage(IndexReader index, int hit) throws IOException {
        LeafReaderContext leaf = of(index, hit);
        BinaryDocValues ids = DocValues.getBinary(leaf.reader(), PassageFields.ID);
        if (!ids.advanceExact(hit - leaf.docBase)) {
            throw new IOException("a passage has no identity");
        }
        return PassageFields.passage(ids.binaryValue());
    }
}
