package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.confab.application.contract.SessionStoreContract;
import dev.confab.domain.session.SessionStore;
import org.junit.jupiter.api.Test;

class PostgresSessionStoreTest extends SessionStoreContract {

    @Override
    protected SessionStore store() {
        return SharedDatabase.store();
    }

    @Test
    void store_ofTheContext_isThisOne() {
        assertInstanceOf(PostgresSessionStore.class, store());
    }
}
