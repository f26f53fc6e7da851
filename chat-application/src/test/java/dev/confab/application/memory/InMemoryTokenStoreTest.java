package dev.confab.application.memory;

import dev.confab.application.contract.TokenStoreContract;
import dev.confab.domain.identity.TokenStore;
import java.time.InstantSource;

class InMemoryTokenStoreTest extends TokenStoreContract {

    private final InMemoryTokenStore store = new InMemoryTokenStore(InstantSource.system());

    @Override
    protected TokenStore store() {
        return store;
    }
}
