package dev.confab.application.memory;

import dev.confab.application.contract.ListedDocuments;
import dev.confab.application.contract.MessageSearchContract;
import dev.confab.application.contract.RunStoreContract;
import dev.confab.application.contract.SessionStoreContract;
import dev.confab.application.contract.StoreModelContract;
import dev.confab.application.contract.Stores;
import dev.confab.application.contract.TurnOrderContract;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.search.MessageSearch;
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
