package dev.confab.retrieval;

import dev.confab.domain.Owner;
import dev.confab.domain.document.Passage;
import dev.confab.domain.retrieval.Scope;
import dev.confab.retrieval.language.LanguageGuess;
import dev.confab.retrieval.lexical.WordFields;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** How a passage that is held in memory stands in the index, beside its words: whose it is, and where it is held. */
final class PassageFields {

    private static final String OWNER = "owner";
    private static final String DOCUMENT = "document";
    private static final String PLACE = "place";

    private PassageFields() {}

    /** @param place where the passage itself is kept */
    static Document document(Owner owner, Passage passage, int place) {
        var fields = new Document();
        fields.add(new StringField(OWNER, owner.value(), Field.Store.NO));
        fields.add(new StringField(DOCUMENT, passage.document().toString(), Field.Store.NO));
        fields.add(new NumericDocValuesField(PLACE, place));
        WordFields.add(fields, passage, LanguageGuess.of(passage.text().value()).language());
        return fields;
    }

    /** The passages of a scope that an owner may see. */
    static Query visible(Owner owner, Scope scope) {
        var visible = new BooleanQuery.Builder().add(new BooleanQuery.Builder()
                .add(new TermQuery(new Term(OWNER, owner.value())), Occur.SHOULD)
                .add(new TermQuery(new Term(OWNER, Owner.EVERYONE.value())), Occur.SHOULD)
                .build(), Occur.FILTER);
        scope.documents().ifPresent(named -> {
            List<BytesRef> ids = named.stream().map(document -> new BytesRef(document.toString())).toList();
            visible.add(new TermInSetQuery(DOCUMENT, ids), Occur.FILTER);
        });
        return visible.build();
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
