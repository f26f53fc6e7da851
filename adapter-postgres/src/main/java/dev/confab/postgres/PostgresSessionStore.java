package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Execution;
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

    private static final String FIND_SESSION = Reach.ofOwner("SELECT " + SessionRows.SESSION_COLUMNS
            + " FROM chat_sessions WHERE id = ? AND owner = reach.owner");

    private static final String READ_MESSAGES = Reach.ofOwner("SELECT " + SessionRows.MESSAGE_COLUMNS
            + " FROM chat_sessions s JOIN messages m ON m.session_id = s.id"
            + " WHERE s.id = ? AND s.owner = reach.owner AND m.seq > ? ORDER BY m.seq LIMIT ?");

    private final Queries queries;

    PostgresSessionStore(Queries queries) {
        this.queries = Objects.requireNonNull(queries, "queries");
    }

    @Override
    public TurnOpening openTurn(Owner owner, NewTurn turn) {
        Queries.Answer<TurnOpening> answer = queries.runTwice("open_turn", OpeningStatements.OPEN,
                statement -> OpeningStatements.bind(statement, owner, turn),
                rows -> OpeningStatements.opening(rows, turn));
        if (answer.repeated() && toldOfItself(answer.value(), turn)) {
            throw new StoreFault.Unavailable("open_turn: the connection was lost after this was stored", null);
        }
        return answer.value();
    }

    /** Whether what refuses the turn, or what it joins, is itself, said for the first time. */
    private static boolean toldOfItself(TurnOpening opening, NewTurn turn) {
        return switch (opening) {
            case TurnOpening.Busy busy -> busy.active().equals(turn.run());
            case TurnOpening.Joined joined -> joined.run().equals(turn.run());
            case TurnOpening.Opened opened -> false;
            case TurnOpening.Queued queued -> false;
            case TurnOpening.KeyTaken taken -> false;
            case TurnOpening.NoSuchDocument unknown -> false;
            case TurnOpening.NoSuchAssistant unknown -> false;
            case TurnOpening.NothingToAsk nothing -> false;
        };
    }

    @Override
    public TurnClosing closeTurn(Owner owner, TurnEnd end) {
        return queries.run("close_turn", ClosingStatement.CLOSE,
                statement -> ClosingStatement.bind(statement, owner, end),
                rows -> ClosingStatement.closing(rows, owner, end));
    }

    @Override
    public Optional<TurnOpening.Opened> readTurn(Owner owner, Execution execution, int window) {
        NewTurn.requireWindow(window);
        return queries.run("read_turn", OpeningStatements.READ,
                statement -> OpeningStatements.bind(statement, owner, execution, window),
                rows -> OpeningStatements.reading(rows, execution));
    }

    @Override
    public Optional<Session> findSession(Owner owner, SessionId session) {
        return queries.run("find_session", FIND_SESSION,
                statement -> new Parameters(statement).text(owner.value()).uuid(session.value()),
                SessionRows::session);
    }

    @Override
    public List<Message> readMessages(Owner owner, SessionId session, long afterSeq, int limit) {
        SessionStore.requirePage(afterSeq, limit);
        return queries.run("read_messages", READ_MESSAGES,
                statement -> new Parameters(statement)
                        .text(owner.value())
                        .uuid(session.value())
                        .number(afterSeq)
                        .integer(limit),
                rows -> SessionRows.messages(rows, session, 1, 10));
    }
}
