package dev.confab.application.background;

import dev.confab.domain.IdSource;
import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.summary.SummaryStore;
import java.util.Objects;
import java.util.Optional;

/**
 * What work in the background is done with.
 *
 * @param llm       writes titles and summaries
 * @param sessions  keeps sessions
 * @param catalog   gives sessions titles, where there is one
 * @param summaries keeps summaries, where there is such a store
 * @param tokens    counts what a call may be given
 * @param ids       gives new identities
 * @param observer  is told what was done
 */
public record BackgroundPorts(LlmGateway llm, SessionStore sessions, Optional<SessionCatalog> catalog,
        Optional<SummaryStore> summaries, TokenCounter tokens, IdSource ids, BackgroundObserver observer) {

    public BackgroundPorts {
        Objects.requireNonNull(llm, "llm");
        Objects.requireNonNull(sessions, "sessions");
        Objects.requireNonNull(catalog, "catalog");
        Objects.requireNonNull(summaries, "summaries");
        Objects.requireNonNull(tokens, "tokens");
        Objects.requireNonNull(ids, "ids");
        Objects.requireNonNull(observer, "observer");
    }
}
