package dev.confab.postgres;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.NewPassage;
import dev.confab.domain.ingestion.Publishing;
import dev.confab.domain.ingestion.Unembedded;
import dev.confab.domain.run.Hold;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps the work on documents in PostgreSQL. Each method is one statement, one transaction and one round trip, and holds a
 * connection for no longer than that; asking for work on a space goes on with another one after each two thousand
 * documents that lack nothing.
 */
final class PostgresIngestionStore implements IngestionStore {

    private static final String CLAIM = "SELECT * FROM confab_claim_version(" + Reach.EVERYONE + ", ?, ?)";

    private static final String UNTIL_NEXT = Reach
            .ofEveryone("SELECT extract(epoch FROM min(v.due_at) - clock_timestamp())::float8"
                    + " FROM document_versions v WHERE v.finished_at IS NULL AND reach.everyone");

    private static final String EXTEND = "SELECT confab_hold_version(" + Reach.OWNER + ", ?, ?, ?, ?)";

    private static final String GIVE_BACK = "SELECT confab_give_back_version(" + Reach.OWNER + ", ?, ?, ?, ?, ?)";

    private static final String SAVE_PAGES = "SELECT confab_save_pages(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String END_READING = "SELECT confab_end_reading(" + Reach.OWNER + ", ?, ?, ?, ?, ?)";

    private static final String SAVE_PASSAGES = "SELECT confab_save_passages(" + Reach.OWNER
            + ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String END_CUTTING = "SELECT confab_end_cutting(" + Reach.OWNER + ", ?, ?, ?, ?, ?)";

    private static final String UNEMBEDDED = "SELECT * FROM confab_unembedded(" + Reach.OWNER + ", ?, ?, ?, ?, ?, ?)";

    private static final String SAVE_VECTORS = "SELECT confab_save_vectors(" + Reach.OWNER
            + ", ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String PUBLISH = "SELECT confab_publish(" + Reach.OWNER + ", ?, ?, ?, ?, ?)";

    private static final String FAIL = "SELECT confab_fail_version(" + Reach.OWNER + ", ?, ?, ?, ?, ?)";

    private static final String CLAIM_SPACE = "SELECT * FROM confab_claim_space(" + Reach.EVERYONE + ", ?, ?, ?, ?)";

    private static final String SAVE_SPACE = "SELECT confab_save_space(" + Reach.EVERYONE + ", ?, ?, ?, ?, ?, ?)";

    private final Queries queries;
    private final Optional<PgVectorNearestPassages> near;

    /** @param near what is to have the vectors as well, where that is used */
    PostgresIngestionStore(Queries queries, Optional<PgVectorNearestPassages> near) {
        this.queries = Objects.requireNonNull(queries, "queries");
        this.near = Objects.requireNonNull(near, "near");
    }

    @Override
    public Optional<IngestionTask> claim(Hold hold) {
        return queries.run("claim_version", CLAIM,
                statement -> new Parameters(statement).uuid(hold.replica().value()).lease(hold).integer(MAX_ATTEMPTS),
                rows -> rows.next() ? Optional.of(task(new Row(rows))) : Optional.empty());
    }

    private static IngestionTask task(Row row) throws SQLException {
        return new IngestionTask(new Owner(row.text(1)),
                new IngestionTask.Key(new DocumentId(row.uuid(2)), row.integer(3), row.integer(4)),
                Labels.constant(SourceKind.class, row.text(5)), PlainText.of(row.text(6)), row.number(7),
                Labels.constant(IngestionTask.Progress.class, row.text(8)));
    }

    @Override
    public Optional<Duration> untilNext() {
        return queries.run("until_next_version", UNTIL_NEXT, statement -> {},
                rows -> rows.next() ? new Row(rows).optionalSeconds(1) : Optional.empty());
    }

    @Override
    public boolean extend(Owner owner, IngestionTask.Key key, Hold hold) {
        return told("extend_version", EXTEND, statement -> key(statement, owner, key).lease(hold));
    }

    @Override
    public boolean giveBack(Owner owner, IngestionTask.Key key, Duration after, boolean counted) {
        return told("give_back_version", GIVE_BACK,
                statement -> key(statement, owner, key).seconds(after).flag(counted));
    }

    @Override
    public boolean savePages(Owner owner, IngestionTask.Key key, Hold hold, List<PageText> pages,
            Optional<Integer> total) {
        return told("save_pages", SAVE_PAGES, statement -> PassageParameters.pages(
                key(statement, owner, key).lease(hold).integer(total.orElse(null)), pages));
    }

    @Override
    public boolean endReading(Owner owner, IngestionTask.Key key, Hold hold, int pages) {
        return told("end_reading", END_READING, statement -> key(statement, owner, key).lease(hold).integer(pages));
    }

    @Override
    public boolean savePassages(Owner owner, IngestionTask.Key key, Hold hold, Map<PassageId, NewPassage> passages) {
        return told("save_passages", SAVE_PASSAGES, statement -> PassageParameters.passages(
                key(statement, owner, key).lease(hold), owner, passages));
    }

    @Override
    public boolean endCutting(Owner owner, IngestionTask.Key key, Hold hold, int passages) {
        return told("end_cutting", END_CUTTING, statement -> key(statement, owner, key).lease(hold).integer(passages));
    }

    @Override
    public List<Unembedded> unembedded(Owner owner, IngestionTask.Key key, VectorSpace space, int limit) {
        requireLimit(limit);
        return queries.run("read_unembedded", UNEMBEDDED,
                statement -> key(statement, owner, key).space(Optional.of(space)).integer(limit),
                rows -> lacking(rows).passages());
    }

    @Override
    public boolean saveVectors(Owner owner, IngestionTask.Key key, Hold hold, VectorSpace space,
            Map<PassageId, Vector> vectors) {
        boolean held = told("save_vectors", SAVE_VECTORS, statement -> PassageParameters.vectors(
                key(statement, owner, key).lease(hold).space(Optional.of(space)), vectors, isNearWith(vectors)));
        if (held && !isNearWith(vectors)) {
            near.ifPresent(leg -> leg.save(space, vectors));
        }
        return held;
    }

    /** Whether pgvector is given them in the same step. Of many at once it takes so long that they are better off alone. */
    private boolean isNearWith(Map<PassageId, Vector> vectors) {
        return near.isPresent() && vectors.size() <= PgVectorNearestPassages.AT_ONCE;
    }

    @Override
    public Publishing publish(Owner owner, IngestionTask.Key key, Optional<VectorSpace> space) {
        Queries.Answer<Publishing> answer = queries.runTwice("publish_version", PUBLISH,
                statement -> key(statement, owner, key).space(space), rows -> {
                    rows.next();
                    return Labels.constant(Publishing.class, new Row(rows).text(1));
                });
        requireOnce("publish_version", answer.repeated() && answer.value() == Publishing.LOST);
        return answer.value();
    }

    @Override
    public boolean fail(Owner owner, IngestionTask.Key key, DocumentFailure failure) {
        return told("fail_version", FAIL,
                statement -> key(statement, owner, key).text(failure.code()).text(failure.detail()));
    }

    @Override
    public List<Unembedded> claimSpace(Hold hold, VectorSpace space, int limit) {
        requireLimit(limit);
        Lacking lacking;
        do {
            lacking = queries.run("claim_space", CLAIM_SPACE,
                    statement -> new Parameters(statement)
                            .uuid(hold.replica().value())
                            .lease(hold)
                            .space(Optional.of(space))
                            .integer(limit),
                    PostgresIngestionStore::lacking);
        } while (lacking.more());
        return lacking.passages();
    }

    @Override
    public void saveSpace(Hold hold, VectorSpace space, Map<PassageId, Vector> vectors) {
        queries.run("save_space", SAVE_SPACE,
                statement -> PassageParameters.vectors(new Parameters(statement)
                        .uuid(hold.replica().value())
                        .lease(hold)
                        .space(Optional.of(space)), vectors, isNearWith(vectors)),
                ResultSet::next);
        if (!isNearWith(vectors)) {
            near.ifPresent(leg -> leg.save(space, vectors));
        }
    }

    /** What lacks vectors, and whether there is more to be looked at. */
    private record Lacking(List<Unembedded> passages, boolean more) {}

    private static Lacking lacking(ResultSet rows) throws SQLException {
        var passages = new ArrayList<Unembedded>();
        boolean more = false;
        while (rows.next()) {
            var row = new Row(rows);
            Optional<PassageId> passage = row.optionalUuid(1).map(PassageId::new);
            if (passage.isEmpty()) {
                more = true;
            } else {
                passages.add(new Unembedded(passage.get(), PlainText.of(row.text(2)),
                        StoredPassages.words(row.nullableText(3)), PlainText.of(row.text(4))));
            }
        }
        return new Lacking(List.copyOf(passages), more);
    }

    private boolean told(String operation, String sql, Queries.Binding binding) {
        Queries.Answer<Boolean> answer = queries.runTwice(operation, sql, binding,
                rows -> rows.next() && new Row(rows).bool(1));
        requireOnce(operation, answer.repeated() && !answer.value());
        return answer.value();
    }

    /** What ends the hold of a version is not the holder's to say again, but may have been heard the first time. */
    private static void requireOnce(String operation, boolean doubtful) {
        if (doubtful) {
            throw new StoreFault.Unavailable(operation + ": the connection was lost after this may have been stored",
                    null);
        }
    }

    private static Parameters key(PreparedStatement statement, Owner owner, IngestionTask.Key key) throws SQLException {
        return new Parameters(statement)
                .text(owner.value())
                .uuid(key.document().value())
                .integer(key.version())
                .integer(key.attempt());
    }

    private static void requireLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }
}
