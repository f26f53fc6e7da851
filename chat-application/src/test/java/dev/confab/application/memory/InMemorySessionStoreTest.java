package dev.confab.application.memory;

import dev.confab.application.contract.SessionStoreContract;
import dev.confab.domain.session.SessionStore;
import java.time.InstantSource;

class InMemorySessionStoreTest extends SessionStoreContract {

    private final SessionStore store = new InMemorySessionStore(InstantSource.system());

    @Override
    protected SessionStore store() {
        return store;
    }
}
