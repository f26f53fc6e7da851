package dev.confab.retrieval;

import dev.confab.domain.Owner;
import dev.confab.domain.document.Passage;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;

/** How a passage stands in the index. */
final class PassageFields {

    /** Text to search in: the passage itself. */
    static final String TEXT = "text";
    /** Text to search in: what the document and the section are called. */
    static final String HEADINGS = "headings";

    private static final String SCOPE = "scope";
    private static final String PLACE = "place";
    /** No owner's scope is spelled like this one, since theirs begin with another letter. */
    private static final String EVERYONE = "e";
    private static final String OWNER = "o";

    private PassageFields() {}

    /** The term that every passage for this owner alone has, or, without an owner, every passage for all of them. */
    static Term scope(Optional<Owner> owner) {
        return new Term(SCOPE, owner.map(one -> OWNER + one.value()).orElse(EVERYONE));
    }

    /**
     * @param headings the headings above the passage, to search in only
     * @param place    where the passage itself is kept
     */
    static Document document(Optional<Owner> owner, Passage passage, String headings, int place) {
        var fields = new Document();
        fields.add(new StringField(SCOPE, scope(owner).text(), Field.Store.NO));
        fields.add(new NumericDocValuesField(PLACE, place));
        fields.add(new TextField(HEADINGS, passage.title().value() + "\n" + headings, Field.Store.NO));
        fields.add(new TextField(TEXT, passage.text().value(), Field.Store.NO));
        return fields;
    }

    /** Where the passage of a hit is kept. */
    static int place(IndexReader index, int hit) throws IOException {
        LeafReaderContext leaf = index.leaves().get(ReaderUtil.subIndex(hit, index.leaves()));
        NumericDocValues places = DocValues.getNumeric(leaf.reader(), PLACE);
        if (!places.advanceExact(hit - leaf.docBase)) {
            throw new IOException("a passage has no place");
        }
        return Math.toIntExact(places.longValue());
    }
}
