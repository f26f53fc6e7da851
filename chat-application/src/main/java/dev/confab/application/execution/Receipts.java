package dev.confab.application.execution;

import dev.confab.domain.document.Passage;
import dev.confab.domain.llm.ModelProfile;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.run.Receipt;
import dev.confab.domain.run.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes the account of what was sent to the model. */
final class Receipts {

    private final Ports ports;

    Receipts(Ports ports) {
        this.ports = ports;
    }

    Receipt of(Turn turn, Prompt prompt, TurnExecution.Retrieved retrieved, Generation generation,
            RunOutcome outcome, Instant calledAt, Instant openedAt) {
        ModelProfile model = ports.llm().profile(turn.options());
        Optional<Usage> told = outcome.usage();
        return new Receipt(model.provider(), model.model(), turn.assistant(), prompt.positions(), prompt.leftOut(),
                prompt.summarized(),
                prompt.passages().stream().map(Passage::id).toList(),
                generation.unverified(), prompt.selectedText().isPresent(),
                retrieved.fault().isPresent(), false, generation.attempts(), retrieved.time(),
                generation.firstText().map(at -> between(calledAt, at)), since(openedAt),
                Optional.of(told.orElseGet(() -> counted(prompt, outcome))), told.isEmpty());
    }

    Receipt failed(Turn turn, boolean retrievalFailed, Instant openedAt) {
        return withoutCall(turn, retrievalFailed, false, Duration.ZERO, openedAt);
    }

    Receipt declined(Turn turn, Duration retrieval, Instant openedAt) {
        return withoutCall(turn, false, true, retrieval, openedAt);
    }

    private Receipt withoutCall(Turn turn, boolean retrievalFailed, boolean declined, Duration retrieval,
            Instant openedAt) {
        ModelProfile model = ports.llm().profile(turn.options());
        return new Receipt(model.provider(), model.model(), turn.assistant(), List.of(turn.question().seq()),
                turn.window().size(),
                List.of(), 0, false, retrievalFailed, declined, 0, retrieval, Optional.empty(), since(openedAt),
                Optional.empty(), false);
    }

    Duration since(Instant from) {
        return between(from, ports.clock().instant());
    }

    private Usage counted(Prompt prompt, RunOutcome outcome) {
        int sent = ports.tokens().count(prompt.instructions())
                + prompt.entries().stream().mapToInt(entry -> ports.tokens().count(entry.text())).sum();
        return new Usage(sent,
                outcome.kept().map(kept -> ports.tokens().count(kept.text())).orElse(0));
    }

    /** A clock may step back; a duration is never negative. */
    static Duration between(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }
}
