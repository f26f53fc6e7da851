package dev.confab.application.ingestion;

import dev.confab.domain.AssistantId;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.AssistantRevision;
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
 * A store of sessions whose finished turns are remembered, where that is set or their assistant says so: question and answer
 * become something to be found in the owner's other sessions. That happens in the background, after the turn is stored, and
 * never delays or fails one; a turn whose process ends right then is not remembered.
 */
public final class RememberingSessions implements SessionStore {

    private final SessionStore sessions;
    private final Library library;
    private final AssistantStore assistants;
    private final boolean usually;

    /**
     * @param library    where turns are remembered
     * @param assistants knows what assistants say about it; asked in the background, for turns that one of them answered
     * @param usually    whether other turns are remembered
     */
    public RememberingSessions(SessionStore sessions, Library library, AssistantStore assistants, boolean usually) {
        this.assistants = Objects.requireNonNull(assistants, "assistants");
        this.usually = usually;
        this.sessions = Objects.requireNonNull(sessions, "sessions");
        this.library = Objects.requireNonNull(library, "library");
    }

    @Override
    public TurnClosing closeTurn(Owner owner, TurnEnd end) {
        TurnClosing closing = sessions.closeTurn(owner, end);
        Optional<AssistantId> assistant = end.receipt().assistant().map(AssistantRevision::assistant);
        if ((usually || assistant.isPresent()) && closing instanceof TurnClosing.Closed closed
                && end.outcome() instanceof RunOutcome.Completed completed
                && completed.reason() != FinishReason.DECLINED && closed.answer().isPresent()) {
            Message answer = closed.answer().get();
            Thread.ofVirtual().name("confab-remembering").start(() -> remember(owner, assistant, answer));
        }
        return closing;
    }

    private void remember(Owner owner, Optional<AssistantId> assistant, Message answer) {
        try {
            boolean wanted = assistant.flatMap(id -> assistants.find(owner, id))
                    .flatMap(found -> found.draft().remembers())
                    .orElse(usually);
            if (!wanted) {
                return;
            }
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
