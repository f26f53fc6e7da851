package dev.confab.application.ingestion;

import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.RunOutcome;
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
 * A store of sessions whose finished turns are remembered: question and answer become something to be found in the owner's
 * other sessions. That happens in the background, after the turn is stored, and never delays or fails one; a turn whose
 * process ends right then is not remembered.
 */
public final class RememberingSessions implements SessionStore {

    private final SessionStore sessions;
    private final Library library;

    /** @param library where turns are remembered */
    public RememberingSessions(SessionStore sessions, Library library) {
        this.sessions = Objects.requireNonNull(sessions, "sessions");
        this.library = Objects.requireNonNull(library, "library");
    }

    @Override
    public TurnClosing closeTurn(Owner owner, TurnEnd end) {
        TurnClosing closing = sessions.closeTurn(owner, end);
        if (closing instanceof TurnClosing.Closed closed && end.outcome() instanceof RunOutcome.Completed completed
                && completed.reason() != FinishReason.DECLINED && closed.answer().isPresent()) {
            Message answer = closed.answer().get();
            Thread.ofVirtual().name("confab-remembering").start(() -> remember(owner, answer));
        }
        return closing;
    }

    private void remember(Owner owner, Message answer) {
        try {
            sessions.readMessages(owner, answer.session(), answer.turn() - 1, 1)
                    .stream()
                    .filter(question -> question.role() == Role.USER)
                    .forEach(question -> library.remember(owner, question, answer));
        } catch (StoreFault away) {
            // It is not remembered: nobody was promised that.
        }
    }

    @Override
    public TurnOpening openTurn(Owner owner, NewTurn turn) {
        return sessions.openTurn(owner, turn);
    }

    @Override
    public Optional<TurnOpening.Opened> readTurn(Owner owner, Execution execution, int window) {
        return sessions.readTurn(owner, execution, window);
    }

    @Override
    public Optional<Session> findSession(Owner owner, SessionId session) {
        return sessions.findSession(owner, session);
    }

    @Override
    public List<Message> readMessages(Owner owner, SessionId session, long afterSeq, int limit) {
        return sessions.readMessages(owner, session, afterSeq, limit);
    }
}
