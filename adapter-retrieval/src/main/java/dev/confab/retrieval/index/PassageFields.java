package dev.confab.retrieval.index;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.retrieval.IndexedPassage;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.retrieval.language.Language;
import dev.confab.retrieval.lexical.WordFields;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** How a passage stands in the index, beside its words: what it is, whose, and where its vector points. */
final class PassageFields {

    /** Which fields there are and what is in them. An index with another number is made anew. */
    static final String SCHEMA = "1";

    static final String ID = "id";
    static final String VERSION = "version";
    static final String VECTOR = "vector";

    private static final String OWNER = "owner";
    private static final String DOCUMENT = "document";
    private static final String KIND = "kind";
    private static final String SESSION = "session";
    private static final String GIVEN = "given";
    private static final String REMEMBERED = "remembered";

    private PassageFields() {}

    static Document of(PassageChange change, IndexedPassage indexed, Language language) {
        var fields = new Document();
        BytesRef id = bytes(indexed.passage().id().value());
        fields.add(new StringField(ID, id, Field.Store.NO));
        fields.add(new BinaryDocValuesField(ID, id));
        fields.add(new NumericDocValuesField(VERSION, indexed.passage().version()));
        fields.add(new StringField(OWNER, change.owner().value(), Field.Store.NO));
        fields.add(new StringField(DOCUMENT, bytes(change.document().value()), Field.Store.NO));
        fields.add(new StringField(KIND, change.remembered().isPresent() ? REMEMBERED : GIVEN, Field.Store.NO));
        change.remembered()
                .ifPresent(session -> fields.add(new StringField(SESSION, bytes(session.value()), Field.Store.NO)));
        indexed.vector()
                .ifPresent(vector -> fields.add(new KnnFloatVectorField(VECTOR, vector.toArray(),
                        VectorSimilarityFunction.DOT_PRODUCT)));
        WordFields.add(fields, indexed.passage(), language);
        return fields;
    }

    /** What all passages of a document have. */
    static Term document(DocumentId document) {
        return new Term(DOCUMENT, bytes(document.value()));
    }

    /** The passage itself. */
    static Term passage(PassageId passage) {
        return new Term(ID, bytes(passage.value()));
    }

    static PassageId passage(BytesRef id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes, id.offset, id.length);
        return new PassageId(new UUID(bytes.getLong(), bytes.getLong()));
    }

    /** The passages that an owner may be given for a query. */
    static Query visible(Owner owner, RetrievalQuery query) {
        var documents = new BooleanQuery.Builder();
        documents.add(anyOf(has(OWNER, owner), has(OWNER, Owner.EVERYONE)), Occur.FILTER);
        documents.add(new TermQuery(new Term(KIND, GIVEN)), Occur.FILTER);
        query.scope().documents().ifPresent(named -> {
            List<BytesRef> ids = named.stream().map(document -> bytes(document.value())).toList();
            documents.add(new TermInSetQuery(DOCUMENT, ids), Occur.FILTER);
        });
        if (!query.memory()) {
            return documents.build();
        }
        var memory = new BooleanQuery.Builder();
        memory.add(has(OWNER, owner), Occur.FILTER);
        memory.add(new TermQuery(new Term(KIND, REMEMBERED)), Occur.FILTER);
        query.session()
                .ifPresent(session -> memory.add(new TermQuery(new Term(SESSION, bytes(session.value()))),
                        Occur.MUST_NOT));
        return anyOf(documents.build(), memory.build());
    }

    private static Query has(String field, Owner owner) {
        return new TermQuery(new Term(field, owner.value()));
    }

    private static Query anyOf(Query one, Query other) {
        return new BooleanQuery.Builder().add(one, Occur.SHOULD).add(other, Occur.SHOULD).build();
    }

    private static BytesRef bytes(UUID id) {
        return new BytesRef(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }
}
