package dev.confab.application.execution;

import dev.confab.application.chat.AnswerOnce;
import dev.confab.application.chat.Refusal;
import dev.confab.application.run.RunListener;
import dev.confab.application.run.Watch;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.assistant.AssistantStore.Terms;
import dev.confab.domain.assistant.TurnTerms;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.MessageStatus;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.SessionMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Has this process execute turns that are not stored. */
public final class PassingTurns implements AnswerOnce {

    private static final Duration RETRY_SOON = Duration.ofSeconds(1);
    private static final Duration RETRY_ELSEWHERE = Duration.ofSeconds(2);

    private final Ports ports;
    private final AssistantStore assistants;
    private final TurnLimits limits;
    private final Replica replica;

    /**
     * @param assistants knows who answers, and whether there are the documents that are named
     * @param limits     what a turn may have
     */
    public PassingTurns(Ports ports, AssistantStore assistants, TurnLimits limits, Replica replica) {
        this.ports = ports;
        this.assistants = assistants;
        this.limits = limits;
        this.replica = replica;
    }

    @Override
    public Start begin(Owner owner, Question question, RunListener listener) {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(listener, "listener");
        Optional<Refusal> refusal = limits.tooLong(question.message(), question.selectedText()).or(this::unable);
        if (refusal.isPresent()) {
            return new Start.Refused(refusal.get());
        }
        Instant from = ports.clock().instant();
        var say = new TurnTerms.Say(question.mode(), question.scope());
        if (question.assistant().isEmpty() && question.scope().flatMap(Scope::documents).isEmpty()) {
            // Nobody has to be asked; the retriever asks for its own reach.
            return begin(owner, question, TurnTerms.of(say, Optional.empty(), SessionMode.OPEN_CHAT, Scope.ALL,
                    Optional.empty()), OptionalLong.empty(), from, listener);
        }
        return switch (assistants.terms(owner, question.assistant(), say)) {
            case Terms.Known known ->
                begin(owner, question, known.terms(), OptionalLong.of(known.reach()), from, listener);
            case Terms.NoSuchAssistant unknown -> new Start.Refused(new Refusal.NoSuchAssistant());
            case Terms.NoSuchDocument unknown -> new Start.Refused(new Refusal.NoSuchDocument());
        };
    }

    private Optional<Refusal> unable() {
        return replica.isStopping() ? Optional.of(new Refusal.Stopping(RETRY_ELSEWHERE)) : Optional.empty();
    }

    private Start begin(Owner owner, Question question, TurnTerms terms, OptionalLong reach, Instant from,
            RunListener listener) {
        var run = new RunId(ports.ids().next());
        Turn turn = turn(question, terms, reach, run, from);
        var grounding = Grounding.of(question.selectedText(), terms.mode() == SessionMode.GROUNDED_RAG, terms.scope());
        Optional<Refusal> refusal = limits.excess(turn, grounding)
                .or(() -> ports.llm().outage(turn.options()).map(Refusal.ModelAway::new));
        if (refusal.isPresent()) {
            return new Start.Refused(refusal.get());
        }
        refusal = replica.quota().openPassing(owner, run, turn, grounding);
        if (refusal.isPresent()) {
            return new Start.Refused(refusal.get());
        }
        Optional<Watch> begun = replica.executePassing(owner, run, turn, grounding, from, listener);
        if (begun.isEmpty()) {
            replica.quota().withdraw(owner, run);
            return new Start.Refused(unable().orElseGet(() -> new Refusal.Overloaded(RETRY_SOON)));
        }
        return new Start.Begun(begun.get());
    }

    private Turn turn(Question question, TurnTerms terms, OptionalLong reach, RunId run, Instant now) {
        var session = new SessionId(ports.ids().next());
        List<Message> window = question.selectedText().isPresent() ? List.of()
                : question.history().window(session, run, ports.ids(), now);
        long seq = window.isEmpty() ? 1 : window.getLast().seq() + 1;
        var message = new Message(new MessageId(ports.ids().next()), session, seq, seq, Role.USER,
                question.message(), MessageStatus.COMPLETE, List.of(), question.attachments(), Optional.of(run), now);
        PlainText besides = question.history().system();
        return new Turn(session, message, window, Optional.empty(), terms.scope(), reach, terms.persona(), besides);
    }
}
