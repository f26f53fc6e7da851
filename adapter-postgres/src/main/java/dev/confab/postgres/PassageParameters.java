package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.document.PageText;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.ingestion.NewPassage;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Pages, passages and vectors as parameters: an array for each of their parts. */
final class PassageParameters {

    private static final int PAGE_ARRAYS = 3;
    private static final int PASSAGE_ARRAYS = 9;

    private PassageParameters() {}

    static void pages(Parameters parameters, List<PageText> pages) throws SQLException {
        parameters.array("integer", pages, PageText::number)
                .array("text", pages, page -> page.text().value())
                .optionals("jsonb", pages, page -> StoredPassages.headings(page.headings()));
    }

    static void passages(Parameters parameters, Owner owner, Map<PassageId, NewPassage> passages) throws SQLException {
        List<Map.Entry<PassageId, NewPassage>> all = passages.entrySet()
                .stream()
                .sorted(Comparator.comparingInt(entry -> entry.getValue().ordinal()))
                .toList();
        List<NewPassage> sorted = all.stream().map(Map.Entry::getValue).toList();
        List<Terms> terms = sorted.stream().map(passage -> Terms.of(owner, passage.text())).toList();
        parameters.array("uuid", all, entry -> entry.getKey().value())
                .array("integer", sorted, NewPassage::ordinal)
                .array("integer", sorted, passage -> passage.span().from())
                .array("text", sorted, passage -> passage.text().value())
                .optionals("jsonb", sorted, passage -> StoredPassages.words(passage.headings()))
                .optionals("jsonb", sorted, passage -> StoredPassages.marks(passage.pages()))
                .array("text", terms, Terms::terms)
                .array("text", terms, Terms::counts)
                .array("integer", terms, Terms::length);
    }

    /** Neither pages nor passages. */
    static void none(Parameters parameters) throws SQLException {
        for (int each = 0; each < PAGE_ARRAYS + PASSAGE_ARRAYS; each++) {
            parameters.inferred(null);
        }
    }

    /** @param near whether they are needed for pgvector as well */
    static void vectors(Parameters parameters, Map<PassageId, Vector> vectors, boolean near) throws SQLException {
        List<Map.Entry<PassageId, Vector>> all = List.copyOf(vectors.entrySet());
        parameters.array("uuid", all, entry -> entry.getKey().value())
                .bytes(all, entry -> StoredVectors.of(entry.getValue()));
        if (near) {
            parameters.array("text", all, entry -> PgVector.text(entry.getValue()));
        } else {
            parameters.inferred(null);
        }
    }
}
