package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.run.Claim;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.Pulse;
import dev.confab.domain.run.Run;
import dev.confab.domain.run.RunProgress;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.RunWatch;
import dev.confab.domain.run.TextLogging;
import dev.confab.domain.run.TextPiece;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps runs in PostgreSQL, and the text of those that are followed in tables that are not forced to disk. Each method is
 * one statement, one transaction and one round trip, and holds a connection for no longer than that; a claim that finds
 * a thousand runs to end, and none to give out, goes on with another one.
 */
final class PostgresRunStore implements RunStore {

    private final Queries queries;

    PostgresRunStore(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    @Override
    public Optional<Run> findRun(Owner owner, RunId run) {
        return queries.run("find_run", RunStatements.FIND,
                statement -> new Parameters(statement).text(owner.value()).uuid(run.value()),
                rows -> rows.next() ? Optional.of(SessionRows.run(new Row(rows))) : Optional.empty());
    }

    @Override
    public List<RunProgress> read(List<RunWatch> watches) {
        if (watches.isEmpty()) {
            return List.of();
        }
        return queries.run("read_runs", RunStatements.READ, statement -> RunStatements.bind(statement, watches),
                RunStatements::progress);
    }

    @Override
    public Optional<RunProgress> follow(Owner owner, RunId run) {
        return queries.run("follow_run", RunStatements.FOLLOW,
                statement -> new Parameters(statement).text(owner.value()).uuid(run.value()),
                PostgresRunStore::single);
    }

    @Override
    public Optional<RunProgress> cancel(Owner owner, RunId run) {
        return queries.run("cancel_run", RunStatements.CANCEL,
                statement -> new Parameters(statement).text(owner.value()).uuid(run.value()),
                PostgresRunStore::single);
    }

    private static Optional<RunProgress> single(ResultSet rows) throws SQLException {
        return RunStatements.progress(rows).stream().findFirst();
    }

    @Override
    public List<Pulse> heartbeat(Hold hold, List<Execution> executions) {
        if (executions.isEmpty()) {
            return List.of();
        }
        List<Execution> sorted = executions.stream().sorted(RunStatements.LOCK_ORDER).toList();
        return queries.run("heartbeat", RunStatements.HEARTBEAT,
                statement -> new Parameters(statement).lease(hold).executions(sorted), RunStatements::pulses);
    }

    @Override
    public void release(Hold hold, List<Execution> executions) {
        if (executions.isEmpty()) {
            return;
        }
        List<Execution> sorted = executions.stream().sorted(RunStatements.LOCK_ORDER).toList();
        queries.run("release_runs", RunStatements.RELEASE,
                statement -> new Parameters(statement).executions(sorted), ResultSet::next);
    }

    @Override
    public TextLogging append(Hold hold, List<TextPiece> pieces) {
        if (pieces.isEmpty()) {
            return TextLogging.ALL;
        }
        List<TextPiece> sorted = pieces.stream()
                .sorted(Comparator.comparing(TextPiece::execution, RunStatements.LOCK_ORDER))
                .toList();
        return queries.run("append_text", RunStatements.APPEND,
                statement -> RunStatements.bindPieces(statement, sorted), RunStatements::logging);
    }

    @Override
    public List<Claim> claim(Hold hold, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
        RunStatements.Claimed claimed;
        do {
            claimed = queries.run("claim_runs", RunStatements.CLAIM,
                    statement -> new Parameters(statement)
                            .uuid(hold.replica().value())
                            .lease(hold)
                            .integer(limit)
                            .integer(MAX_ATTEMPTS),
                    RunStatements::claimed);
        } while (claimed.more());
        return claimed.claims();
    }
}
