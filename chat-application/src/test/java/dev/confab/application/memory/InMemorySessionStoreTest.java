package dev.confab.application.memory;

import dev.confab.application.contract.AssistantStoreContract;
import dev.confab.application.contract.ListedDocuments;
import dev.confab.application.contract.RunStoreContract;
import dev.confab.application.contract.SessionStoreContract;
import dev.confab.application.contract.StoreModelContract;
import dev.confab.application.contract.Stores;
import dev.confab.application.contract.TurnOrderContract;
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
}
