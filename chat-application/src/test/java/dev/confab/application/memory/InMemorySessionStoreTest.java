package dev.confab.application.memory;

import dev.confab.application.contract.ListedDocuments;
import dev.confab.application.contract.RunStoreContract;
import dev.confab.application.contract.SessionCatalogContract;
import dev.confab.application.contract.SessionFeedContract;
import dev.confab.application.contract.SessionListContract;
import dev.confab.application.contract.SessionStoreContract;
import dev.confab.application.contract.StoreModelContract;
import dev.confab.application.contract.Stores;
import dev.confab.application.contract.TurnOrderContract;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionFeed;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

class InMemorySessionStoreTest {

    private final ListedDocuments documents = new ListedDocuments();
    private final InMemorySessionStore store = new InMemorySessionStore(InstantSource.system(), documents);
    private final Stores stores = Stores.of(store, store::loseText, documents::add);

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
    class Model extends StoreModelContract {
        @Override
        protected Stores stores() {
            return stores;
        }
    }
}
