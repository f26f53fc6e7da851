package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.retrieval.NearestPassages;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Finds the nearest passages with pgvector, in PostgreSQL itself: for corpora too large for a copy on each replica. Each
 * search is one statement, one transaction and one round trip; the first one after a change looks in others whether all
 * vectors have arrived. They are stored together with those that the truth is kept in, or taken over from there where they
 * were stored by somebody who does not use pgvector.
 */
final class PgVectorNearestPassages implements NearestPassages {

    /** Up to that many passages are all compared, which takes no longer than going through an index. */
    private static final int EXACT = 5_000;
    /** How many vectors are stored in one step: the index takes some milliseconds for each. */
    static final int AT_ONCE = 100;
    /** How many such steps one search may take. */
    private static final int TIMES = 5;

    private static final String NEAREST = "SELECT * FROM confab_nearest(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?)";

    private static final String LACKING = "SELECT * FROM confab_lacking_near(" + Reach.EVERYONE + ")";

    private static final String TAKE_OVER = "SELECT confab_save_near(" + Reach.EVERYONE + ", ?, ?, ?)";

    private static final String SAVE = "SELECT confab_save_near(confab_space(" + Reach.EVERYONE + ", ?), ?, ?, ?)";

    private final Queries queries;
    private final int exact;

    /** @param queries to a database that {@link PgVector} has prepared */
    PgVectorNearestPassages(Queries queries) {
        this(queries, EXACT);
    }

    PgVectorNearestPassages(Queries queries, int exact) {
        this.queries = Objects.requireNonNull(queries, "queries");
        this.exact = exact;
    }

    /** What was found, and whether something may be missing. */
    private record Found(List<Near> near, boolean behind) {}

    @Override
    public List<Near> nearest(Owner owner, Scope scope, VectorSpace space, Vector question, int limit) {
        if (limit < 1 || limit > RetrievalQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("a limit is 1 to " + RetrievalQuery.MAX_LIMIT);
        }
        if (question.dimension() != space.dimension()) {
            throw new IllegalArgumentException("a question has the dimension of its space");
        }
        Found found = ask(owner, scope, space, question, limit);
        if (!found.behind()) {
            return found.near();
        }
        for (int time = 0; time < TIMES && takeOver(); time++) {
            // There may be more.
        }
        return ask(owner, scope, space, question, limit).near();
    }

    private Found ask(Owner owner, Scope scope, VectorSpace space, Vector question, int limit) {
        return queries.run("nearest_passages", NEAREST,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .scope(Optional.of(scope))
                        .space(Optional.of(space))
                        .text(PgVector.text(question))
                        .integer(limit)
                        .integer(exact),
                PgVectorNearestPassages::found);
    }

    private static Found found(ResultSet rows) throws SQLException {
        var near = new ArrayList<Near>();
        boolean behind = false;
        while (rows.next()) {
            var row = new Row(rows);
            Optional<UUID> passage = row.optionalUuid(1);
            if (passage.isEmpty()) {
                behind = row.bool(3);
            } else {
                near.add(new Near(new PassageId(passage.get()), Math.clamp(row.real(2), -1, 1)));
            }
        }
        return new Found(List.copyOf(near), behind);
    }

    /** Takes over all that lacks; takes as long as that takes. */
    void takeOverAll() {
        while (takeOver()) {
            // There may be more.
        }
    }

    /** Takes vectors that were just stored, step by step. What a search does not find here yet, it takes over. */
    void save(VectorSpace space, Map<PassageId, Vector> vectors) {
        List<Map.Entry<PassageId, Vector>> all = List.copyOf(vectors.entrySet());
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Map.Entry<PassageId, Vector>> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            queries.run("save_near_vectors", SAVE,
                    statement -> new Parameters(statement)
                            .space(Optional.of(space))
                            .integer(space.dimension())
                            .array("uuid", some, entry -> entry.getKey().value())
                            .array("text", some, entry -> PgVector.text(entry.getValue())),
                    ResultSet::next);
        }
    }

    /** A vector as it is kept. */
    private record Kept(int space, int dimension, Optional<UUID> passage, Optional<Vector> vector) {}

    /** Takes over some of what lacks, and returns whether there may be more. */
    private boolean takeOver() {
        List<Kept> lacking = queries.run("lacking_vectors", LACKING,
                statement -> new Parameters(statement).integer(AT_ONCE), PgVectorNearestPassages::kept);
        List<Kept> passages = lacking.stream().filter(each -> each.passage().isPresent()).toList();
        OptionalInt space = passages.stream().mapToInt(Kept::space).findFirst();
        if (space.isPresent()) {
            queries.run("take_over_vectors", TAKE_OVER,
                    statement -> new Parameters(statement)
                            .integer(space.getAsInt())
                            .integer(passages.getFirst().dimension())
                            .array("uuid", passages, each -> each.passage().orElseThrow())
                            .array("text", passages, each -> PgVector.text(each.vector().orElseThrow())),
                    ResultSet::next);
        }
        return !lacking.isEmpty();
    }

    private static List<Kept> kept(ResultSet rows) throws SQLException {
        var kept = new ArrayList<Kept>();
        while (rows.next()) {
            var row = new Row(rows);
            kept.add(new Kept(row.integer(1), row.integer(2), row.optionalUuid(3),
                    row.optionalBytes(4).map(StoredVectors::vector)));
        }
        return kept;
    }
}
