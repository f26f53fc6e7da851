package dev.confab.rest;

import dev.confab.application.Confab;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.summary.SummaryStore;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The ports beside turns that somebody on the class path implements. */
@Singleton
record SessionPorts(Optional<SessionCatalog> catalog, Optional<AssistantStore> assistants,
        Optional<MessageSearch> search, Optional<SessionSync> sync, Optional<SessionFeed> feed,
        Optional<SummaryStore> summaries) {

    /** Hands them on. */
    void giveTo(Confab.Builder confab) {
        catalog.ifPresent(confab::catalog);
        assistants.ifPresent(confab::assistants);
        search.ifPresent(confab::search);
        sync.ifPresent(changes -> feed.ifPresent(news -> confab.copies(changes, news)));
        summaries.ifPresent(confab::summaries);
    }
}
