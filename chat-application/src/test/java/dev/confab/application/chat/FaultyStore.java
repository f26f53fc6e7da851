package dev.confab.application.chat;

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
import java.util.Optional;

/** A store that stores the first closings it is asked for and loses its reply. */
class FaultyStore implements SessionStore {

    private final SessionStore store;
    private int lostReplies;

    FaultyStore(SessionStore store, int lostReplies) {
        this.store = store;
        this.lostReplies = lostReplies;
    }

    @Override
    public TurnOpening openTurn(Owner owner, NewTurn turn) {
        return store.openTurn(owner, turn);
    }

    @Override
    public TurnClosing closeTurn(Owner owner, TurnEnd end) {
        TurnClosing closing = store.closeTurn(owner, end);
        if (lostReplies > 0) {
            lostReplies--;
            throw new StoreFault.Unavailable("the reply was lost", null);
        }
        return closing;
    }

    @Override
    public Optional<Session> findSession(Owner owner, SessionId session) {
        return store.findSession(owner, session);
    }

    @Override
    public List<Message> readMessages(Owner owner, SessionId session, long afterSeq, int limit) {
        return store.readMessages(owner, session, afterSeq, limit);
    }

    @Override
    public Optional<Run> findRun(Owner owner, RunId run) {
        return store.findRun(owner, run);
    }
}
