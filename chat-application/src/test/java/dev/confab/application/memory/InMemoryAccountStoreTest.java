package dev.confab.application.memory;

import dev.confab.application.contract.AccountStoreContract;
import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.contract.Stores;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.document.DocumentStore;
import java.time.InstantSource;
import java.util.Optional;

class InMemoryAccountStoreTest extends AccountStoreContract {

    private final InMemoryDocumentStore documents = new InMemoryDocumentStore(InstantSource.system());
    private final KnownDocuments known = KnownDocuments.of(documents, documents);
    private final InMemoryAssistantStore assistants = new InMemoryAssistantStore(InstantSource.system(), known);
    private final InMemorySessionStore sessions = new InMemorySessionStore(InstantSource.system(), known, assistants);

    @Override
    protected Stores stores() {
        return Stores.of(sessions, assistants, sessions::loseText, this::add);
    }

    private void add(Owner owner, DocumentId document) {
        documents.add(owner, DocumentFixtures.chunks(document, Optional.empty(), Optional.empty(), "title",
                document.toString()));
    }

    @Override
    protected AccountStore account() {
        return new InMemoryAccountStore(sessions, documents);
    }

    @Override
    protected DocumentStore documents() {
        return documents;
    }

    @Override
    protected void entitle(Owner owner, SessionId session, PlainText title) {
        sessions.entitle(owner, session, title);
    }
}
