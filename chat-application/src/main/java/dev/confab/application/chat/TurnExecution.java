package dev.confab.application.chat;

import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.document.Grounding;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.RetrievalQuery;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.llm.ModelCall;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.prompt.PromptComposer;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.RunError;
import dev.confab.domain.run.RunOutcome;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnEnd;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Executes one acknowledged turn: retrieve, compose, generate, close. */
final class TurnExecution {

    /** For how long an answer that cannot be stored is tried again before it is given up. */
    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(2);
    private static final Duration FIRST_CLOSING_PAUSE = Duration.ofMillis(50);

    private final ChatPorts ports;
    private final ChatSettings settings;
    private final PromptComposer composer;

    TurnExecution(ChatPorts ports, ChatSettings settings, PromptComposer composer) {
        this.ports = ports;
        this.settings = settings;
        this.composer = composer;
    }

    /** What came of a turn: how it ended, whether that could be stored, and the fault behind it if there was one. */
    record Ended(RunOutcome outcome, TurnClosing closing, Optional<ChatFault> fault) {}

    /** Retrieved passages, or the fault that kept them away. */
    private record Retrieved(List<Passage> passages, Optional<RetrievalFault> fault, Duration time) {
        static final Retrieved NOTHING = new Retrieved(List.of(), Optional.empty(), Duration.ZERO);
    }

    Ended execute(Owner owner, LiveRuns.LiveRun live, RunId run, TurnOpening.Opened turn, Grounding grounding,
            Instant openedAt) {
        var answer = new MessageId(ports.ids().next());
        try {
            Retrieved retrieved = retrieve(owner, turn, grounding);
            if (retrieved.fault().isPresent() && grounding instanceof Grounding.Documents) {
                RetrievalFault fault = retrieved.fault().get();
                var outcome = new RunOutcome.Failed(RunError.of(fault));
                return new Ended(outcome,
                        close(owner, new TurnEnd(turn.session().id(), run, turn.attempt(), answer, outcome,
                                receiptWithoutCall(turn, true, openedAt))),
                        Optional.of(fault));
            }
            Prompt prompt = composer.compose(turn.question(), grounding, turn.window(), retrieved.passages());
            var generation = new Generation(prompt, settings.maxAnswer(), ports.clock());
            Instant calledAt = ports.clock().instant();
            RunOutcome outcome;
            try (ReplyStream reply = ports.llm().open(new ModelCall(turn.session().id(), run, prompt))) {
                live.calls(reply);
                outcome = generation.read(reply);
            }
            Receipt receipt = receipt(prompt, retrieved, generation, calledAt, openedAt);
            TurnClosing closing = close(owner,
                    new TurnEnd(turn.session().id(), run, turn.attempt(), answer, outcome, receipt));
            return new Ended(outcome, closing, generation.fault());
        } catch (StoreFault fault) {
            throw fault;
        } catch (RuntimeException bug) {
            closeAfterBug(owner, run, turn, answer, openedAt, bug);
            throw bug;
        }
    }

    private Retrieved retrieve(Owner owner, TurnOpening.Opened turn, Grounding grounding) {
        if (grounding instanceof Grounding.SelectedText || ports.retriever().isEmpty()) {
            return Retrieved.NOTHING;
        }
        Instant from = ports.clock().instant();
        var query = new RetrievalQuery(turn.session().id(), turn.question().content(), settings.passages());
        try {
            List<Passage> passages = ports.retriever().get().retrieve(owner, query);
            return new Retrieved(passages, Optional.empty(), since(from));
        } catch (RetrievalFault fault) {
            return new Retrieved(List.of(), Optional.of(fault), since(from));
        }
    }

    private TurnClosing close(Owner owner, TurnEnd end) {
        Instant from = ports.clock().instant();
        Duration pause = FIRST_CLOSING_PAUSE;
        while (true) {
            try {
                return ports.store().closeTurn(owner, end);
            } catch (StoreFault.Unavailable fault) {
                if (since(from).plus(pause).compareTo(CLOSING_PATIENCE) > 0) {
                    throw fault;
                }
                try {
                    ports.pause().of(pause);
                } catch (InterruptedException asked) {
                    Thread.currentThread().interrupt();
                    fault.addSuppressed(asked);
                    throw fault;
                }
                pause = pause.multipliedBy(2);
            }
        }
    }

    /** A bug must not leave the run behind as running; the bug itself is what is reported. */
    private void closeAfterBug(Owner owner, RunId run, TurnOpening.Opened turn, MessageId answer, Instant openedAt,
            RuntimeException bug) {
        var outcome = new RunOutcome.Failed(new RunError("internal_error", "an unexpected error ended the run"));
        try {
            close(owner, new TurnEnd(turn.session().id(), run, turn.attempt(), answer, outcome,
                    receiptWithoutCall(turn, false, openedAt)));
        } catch (StoreFault fault) {
            bug.addSuppressed(fault);
        }
    }

    private Receipt receipt(Prompt prompt, Retrieved retrieved, Generation generation, Instant calledAt,
            Instant openedAt) {
        ModelProfile model = ports.llm().profile();
        return new Receipt(model.provider(), model.model(), prompt.firstSeq(), prompt.lastSeq(), prompt.leftOut(),
                prompt.passages().stream().map(Passage::id).toList(), prompt.selectedText().isPresent(),
                retrieved.fault().isPresent(), generation.attempts(), retrieved.time(),
                generation.firstText().map(at -> between(calledAt, at)), since(openedAt));
    }

    private Receipt receiptWithoutCall(TurnOpening.Opened turn, boolean retrievalFailed, Instant openedAt) {
        ModelProfile model = ports.llm().profile();
        long seq = turn.question().seq();
        return new Receipt(model.provider(), model.model(), seq, seq, turn.window().size(), List.of(), false,
                retrievalFailed, 0, Duration.ZERO, Optional.empty(), since(openedAt));
    }

    private Duration since(Instant from) {
        return between(from, ports.clock().instant());
    }

    /** A clock may step back; a duration is never negative. */
    private static Duration between(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }

    static Grounding grounding(Optional<PlainText> selectedText, boolean documents) {
        if (selectedText.isPresent()) {
            return new Grounding.SelectedText(selectedText.get());
        }
        return documents ? new Grounding.Documents() : new Grounding.Open();
    }
}
