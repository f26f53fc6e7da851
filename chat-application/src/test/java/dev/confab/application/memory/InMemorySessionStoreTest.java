package dev.confab.application.memory;

import dev.confab.application.contract.AssistantStoreContract;
import dev.confab.application.contract.ListedDocuments;
import dev.confab.application.contract.MessageSearchContract;
import dev.confab.application.contract.RunStoreContract;
import dev.confab.application.contract.SessionCatalogContract;
import dev.confab.application.contract.SessionFeedContract;
import dev.confab.application.contract.SessionListContract;
import dev.confab.application.contract.SessionStoreContract;
import dev.confab.application.contract.SessionSyncContract;
import dev.confab.application.contract.StoreModelContract;
import dev.confab.application.contract.Stores;
import dev.confab.application.contract.SyncModelContract;
import dev.confab.application.contract.TurnOrderContract;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionSync;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

class InMemorySessionStoreTest {

    private final ListedDocuments documents = new ListedDocuments();
    private final InMemoryAssistantStore assistants = new InMemoryAssistantStore(InstantSource.system(), documents);
    private final InMemorySessionStore store = new InMemorySessionStore(InstantSource.system(), documents,
            assistants);
    private final Stores stores = Stores.of(store, assistants, store::loseText, documents::add);

    @Nested
    class Sessions extends SessionStoreContract {
        @Override
        protected Stores stores() {
            return stores;
        }
    }

    @Nested
    class Catalog extends SessionCatalogContract {
        @Override
        protected Stores stores() {
            return stores;
        }

        @Override
        protected SessionCatalog catalog() {
            return store;
        }
    }

    @Nested
    class Lists extends SessionListContract {
        @Override
        protected Stores stores() {
            return stores;
        }

        @Override
        protected SessionCatalog catalog() {
            return store;
        }
    }

    @Nested
    class Feed extends SessionFeedContract {
        @Override
        protected Stores stores() {
            return stores;
        }

        @Override
        protected SessionCatalog catalog() {
            return store;
        }

        @Override
        protected SessionFeed feed() {
            return store;
        }
    }

    @Nested
    class Sync extends SessionSyncContract {
        @Override
        protected Stores stores() {
            return stores;
        }

        @Override
        protected SessionSync sync() {
            return store;
        }

        @Override
        protected SessionCatalog catalog() {
            return store;
        }

        @Override
        protected SessionFeed feed() {
            return store;
        }

        @Override
        protected MessageSearch search() {
            return store;
        }
    }

    @Nested
    class SyncModel extends SyncModelContract {
        @Override
        protected Stores stores() {
            return stores;
        }

        @Override
        protected SessionSync sync() {
            return store;
        }

        @Override
        protected SessionFeed feed() {
            return store;
        }

        @Override
        protected int seeds() {
            return 150;
        }
    }

    @Nested
    class Runs extends RunStoreContract {
        @Override
        protected Stores stores() {
            return stores;
        }
    }

    @Nested
    class TurnOrder extends TurnOrderContract {
        @Override
        protected Stores stores() {
            return stores;
        }
    }

    @Nested
    class Assistants extends AssistantStoreContract {
        @Override
        protected Stores stores() {
            return stores;
        }
    }

    @Nested
    class Model extends StoreModelContract {
        @Override
        protected Stores stores() {
            return stores;
        }
    }

    @Nested
    class Search extends MessageSearchContract {
        @Override
        protected Stores stores() {
            return stores;
        }

        @Override
        protected MessageSearch search() {
            return store;
        }

        @Override
        protected void entitle(Owner owner, SessionId session, PlainText title) {
            store.entitle(owner, session, title);
        }
    }
}
