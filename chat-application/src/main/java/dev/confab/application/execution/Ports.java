package dev.confab.application.execution;

import dev.confab.domain.IdSource;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.SessionStore;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * What turns are executed with.
 *
 * @param store     keeps sessions
 * @param runs      keeps what happens to runs, in the same place
 * @param llm       answers
 * @param retriever finds passages, where there is one
 * @param tokens    counts for the prompt's budget and for receipts
 * @param ids       gives new identities
 * @param clock     tells the time, for durations
 * @param pause     waits between tries
 */
public record Ports(SessionStore store, RunStore runs, LlmGateway llm, Optional<ContextRetriever> retriever,
        TokenCounter tokens, IdSource ids, InstantSource clock, Pause pause) {

    public Ports {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(runs, "runs");
        Objects.requireNonNull(llm, "llm");
        Objects.requireNonNull(retriever, "retriever");
        Objects.requireNonNull(tokens, "tokens");
        Objects.requireNonNull(ids, "ids");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(pause, "pause");
    }
}
