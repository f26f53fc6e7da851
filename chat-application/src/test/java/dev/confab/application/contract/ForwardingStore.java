package dev.confab.application.contract;

import dev.confab.domain.Owner;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
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
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.Session;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.util.List;
import java.util.Optional;

/** Hands every call on to another store. What a test wants to see or break, it overrides. */
public class ForwardingStore implements SessionStore, RunStore {

    private final SessionStore sessions;
    private final RunStore runs;

    public <S extends SessionStore & RunStore> ForwardingStore(S store) {
        this.sessions = store;
        this.runs = store;
    }

    @Override
    public TurnOpening openTurn(Owner owner, NewTurn turn) {
        called();
        return sessions.openTurn(owner, turn);
    }

    @Override
    public TurnClosing closeTurn(Owner owner, TurnEnd end) {
        called();
        return sessions.closeTurn(owner, end);
    }

    @Override
    public Optional<TurnOpening.Opened> readTurn(Owner owner, Execution execution, int window) {
        called();
        return sessions.readTurn(owner, execution, window);
    }

    @Override
    public Optional<Session> findSession(Owner owner, SessionId session) {
        called();
        return sessions.findSession(owner, session);
    }

    @Override
    public List<Message> readMessages(Owner owner, SessionId session, long afterSeq, int limit) {
        called();
        return sessions.readMessages(owner, session, afterSeq, limit);
    }

    @Override
    public Optional<Run> findRun(Owner owner, RunId run) {
        called();
        return runs.findRun(owner, run);
    }

    @Override
    public List<RunProgress> read(List<RunWatch> watches) {
        called();
        return runs.read(watches);
    }

    @Override
    public Optional<RunProgress> follow(Owner owner, RunId run) {
        called();
        return runs.follow(owner, run);
    }

    @Override
    public Optional<RunProgress> cancel(Owner owner, RunId run) {
        called();
        return runs.cancel(owner, run);
    }

    @Override
    public List<Pulse> heartbeat(Hold hold, List<Execution> executions) {
        called();
        return runs.heartbeat(hold, executions);
    }

    @Override
    public void release(Hold hold, List<Execution> executions) {
        called();
        runs.release(hold, executions);
    }

    @Override
    public TextLogging append(Hold hold, List<TextPiece> pieces) {
        called();
        return runs.append(hold, pieces);
    }

    @Override
    public List<Claim> claim(Hold hold, int limit) {
        called();
        return runs.claim(hold, limit);
    }

    /** Is told of every call before it is handed on, and may throw instead. */
    protected void called() {}
}
