package dev.confab.application.memory;

import dev.confab.application.contract.Stores;
import dev.confab.application.contract.SummaryStoreContract;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.summary.SummaryStore;
import java.time.InstantSource;

class InMemorySummaryStoreTest extends SummaryStoreContract {

    private final InMemoryDocumentStore documents = new InMemoryDocumentStore(InstantSource.system());
    private final KnownDocuments known = KnownDocuments.of(documents, documents);
    private final InMemoryAssistantStore assistants = new InMemoryAssistantStore(InstantSource.system(), known);
    private final InMemorySessionStore sessions = new InMemorySessionStore(InstantSource.system(), known, assistants);

    @Override
    protected Stores stores() {
        return Stores.of(sessions, assistants, sessions::loseText, (owner, document) -> {});
    }

    @Override
    protected SummaryStore summaries() {
        return new InMemorySummaryStore(sessions);
    }

    @Override
    protected SessionCatalog catalog() {
        return sessions;
    }
}
