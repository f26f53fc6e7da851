package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Run;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps sessions in PostgreSQL. Each method is one statement, one transaction and one round trip, and holds a connection
 * for no longer than that.
 */
final class PostgresSessionStore implements SessionStore {

    private static final String FIND_SESSION = "SELECT " + SessionRows.SESSION_COLUMNS
            + " FROM chat_sessions WHERE id = ? AND owner = ?";

    private static final String READ_MESSAGES = "SELECT " + SessionRows.MESSAGE_COLUMNS
            + " FROM chat_sessions s JOIN messages m ON m.session_id = s.id"
            + " WHERE s.id = ? AND s.owner = ? AND m.seq > ? ORDER BY m.seq LIMIT ?";

    private static final String FIND_RUN = "SELECT " + SessionRows.RUN_COLUMNS
            + " FROM runs WHERE id = ? AND owner = ?";

    private final Queries queries;

    PostgresSessionStore(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    @Override
    public TurnOpening openTurn(Owner owner, NewTurn turn) {
        Queries.Answer<TurnOpening> answer = queries.runTwice("open_turn", TurnStatements.OPEN,
                statement -> TurnStatements.bind(statement, owner, turn), rows -> TurnStatements.opening(rows, turn));
        if (answer.repeated() && answer.value() instanceof TurnOpening.Busy busy && busy.active().equals(turn.run())) {
            throw new StoreFault.Unavailable("open_turn: the connection was lost after this was stored", null);
        }
        return answer.value();
    }

    @Override
    public TurnClosing closeTurn(Owner owner, TurnEnd end) {
        return queries.run("close_turn", TurnStatements.CLOSE, statement -> TurnStatements.bind(statement, owner, end),
                rows -> TurnStatements.closing(rows, end));
    }

    @Override
    public Optional<Session> findSession(Owner owner, SessionId session) {
        return queries.run("find_session", FIND_SESSION, statement -> {
            statement.setObject(1, session.value());
            statement.setString(2, owner.value());
        }, SessionRows::session);
    }

    @Override
    public List<Message> readMessages(Owner owner, SessionId session, long afterSeq, int limit) {
        SessionStore.requirePage(afterSeq, limit);
        return queries.run("read_messages", READ_MESSAGES, statement -> {
            statement.setObject(1, session.value());
            statement.setString(2, owner.value());
            statement.setLong(3, afterSeq);
            statement.setInt(4, limit);
        }, rows -> SessionRows.messages(rows, session, 1));
    }

    @Override
    public Optional<Run> findRun(Owner owner, RunId run) {
        return queries.run("find_run", FIND_RUN, statement -> {
            statement.setObject(1, run.value());
            statement.setString(2, owner.value());
        }, SessionRows::run);
    }
}
