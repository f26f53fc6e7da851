package dev.confab.postgres;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.Passage;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.retrieval.IndexedPassage;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageFeed;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads passages from PostgreSQL. Each method is one statement, one transaction and one round trip, and holds a connection
 * for no longer than that.
 */
final class PostgresPassageStore implements PassageStore {

    private static final String LATEST = Reach.ofOwner("SELECT CASE WHEN bool_or(o.owner <> '') THEN max(o.latest) END"
            + " FROM document_owners o WHERE o.owner IN (reach.owner, '*', '') AND o.documents > 0");

    private static final String FOLLOW = "SELECT * FROM confab_follow_passages(" + Reach.EVERYONE + ", ?)";

    private static final String READ = "SELECT * FROM confab_read_passages(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?)";

    private static final String FIND = "SELECT * FROM confab_find_passages(" + Reach.OWNER + ", ?, ?)";

    private static final String SEARCH = "SELECT * FROM confab_search_passages(" + Reach.OWNER + ", ?, ?, ?, ?)";

    private final Queries queries;

    PostgresPassageStore(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    @Override
    public long latest(Owner owner) {
        return queries.run("latest_passages", LATEST,
                statement -> new Parameters(statement).text(owner.value()),
                rows -> rows.next() ? new Row(rows).number(1) : 0L);
    }

    @Override
    public PassageFeed follow(long after, int limit) {
        requirePage(limit);
        if (after < 0) {
            throw new IllegalArgumentException("positions are not negative");
        }
        return queries.run("follow_passages", FOLLOW,
                statement -> new Parameters(statement).number(after).integer(limit), PostgresPassageStore::feed);
    }

    private static PassageFeed feed(ResultSet rows) throws SQLException {
        var changes = new ArrayList<PassageChange>();
        long latest = 0;
        boolean complete = true;
        Optional<VectorSpace> space = Optional.empty();
        while (rows.next()) {
            var row = new Row(rows);
            latest = row.number(1);
            complete = row.bool(2);
            space = row.nullableText(3) == null ? Optional.empty()
                    : Optional.of(new VectorSpace(row.text(3), row.integer(4)));
            if (row.optionalNumber(5).isPresent()) {
                changes.add(new PassageChange(row.number(5), new Owner(row.text(6)), new DocumentId(row.uuid(7)),
                        row.optionalNumber(8).map(Math::toIntExact), row.optionalUuid(9).map(SessionId::new)));
            }
        }
        return new PassageFeed(changes, latest, complete, space);
    }

    @Override
    public List<IndexedPassage> read(PassageChange change, Optional<VectorSpace> space, int from, int limit) {
        requirePage(limit);
        int version = change.version()
                .orElseThrow(() -> new IllegalArgumentException("the change has a version"));
        return queries.run("read_passages", READ,
                statement -> new Parameters(statement)
                        .text(change.owner().value())
                        .uuid(change.document().value())
                        .integer(version)
                        .space(space)
                        .integer(from)
                        .integer(limit),
                PostgresPassageStore::indexed);
    }

    private static List<IndexedPassage> indexed(ResultSet rows) throws SQLException {
        var passages = new ArrayList<IndexedPassage>();
        while (rows.next()) {
            var row = new Row(rows);
            passages.add(new IndexedPassage(row.integer(9), DocumentRows.passage(row),
                    row.optionalBytes(10).map(StoredVectors::vector)));
        }
        return passages;
    }

    @Override
    public List<Passage> find(Owner owner, Scope scope, List<PassageId> passages) {
        if (passages.isEmpty()) {
            return List.of();
        }
        requirePage(passages.size());
        return queries.run("find_passages", FIND,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .scope(Optional.of(scope))
                        .array("uuid", passages, PassageId::value),
                rows -> {
                    var found = new ArrayList<Passage>();
                    while (rows.next()) {
                        found.add(DocumentRows.passage(new Row(rows)));
                    }
                    return found;
                });
    }

    @Override
    public List<RankedPassage> search(Owner owner, Scope scope, PlainText question, int limit) {
        if (limit < 1 || limit > RetrievalQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("a limit is 1 to " + RetrievalQuery.MAX_LIMIT);
        }
        List<String> words = Terms.asked(question);
        if (words.isEmpty()) {
            return List.of();
        }
        return queries.run("search_passages", SEARCH,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .scope(Optional.of(scope))
                        .array("bigint", words, word -> Terms.number(owner, word))
                        .array("bigint", words, word -> Terms.number(Owner.EVERYONE, word))
                        .integer(limit),
                PostgresPassageStore::ranked);
    }

    private static List<RankedPassage> ranked(ResultSet rows) throws SQLException {
        var passages = new ArrayList<RankedPassage>();
        while (rows.next()) {
            var row = new Row(rows);
            double score = row.real(9);
            passages.add(new RankedPassage(DocumentRows.passage(row), score, row.real(10),
                    Optional.of(new RankedPassage.Leg(passages.size() + 1, score)), Optional.empty(),
                    Optional.empty()));
        }
        return passages;
    }

    private static void requirePage(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a limit is 1 to " + MAX_PAGE);
        }
    }
}
