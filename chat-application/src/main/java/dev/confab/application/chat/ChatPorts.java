package dev.confab.application.chat;

import dev.confab.domain.IdSource;
import dev.confab.domain.document.ContextRetriever;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.domain.session.SessionStore;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * What turns are executed with.
 *
 * @param store     keeps sessions
 * @param llm       answers
 * @param retriever finds passages, where there is one
 * @param tokens    counts for the prompt's budget
 * @param ids       gives new identities
 * @param clock     tells the time, for durations
 * @param pause     waits between tries
 */
public record ChatPorts(SessionStore store, LlmGateway llm, Optional<ContextRetriever> retriever, TokenCounter tokens,
        IdSource ids, InstantSource clock, Pause pause) {

    public ChatPorts {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(llm, "llm");
        Objects.requireNonNull(retriever, "retriever");
        Objects.requireNonNull(tokens, "tokens");
        Objects.requireNonNull(ids, "ids");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(pause, "pause");
    }
}
