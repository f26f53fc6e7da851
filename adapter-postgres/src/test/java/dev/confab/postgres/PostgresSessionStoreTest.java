package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.SessionStore;
import io.micronaut.context.ApplicationContext;
import org.junit.jupiter.api.Test;

class PostgresSessionStoreTest extends StoreContracts {

    @Override
    ApplicationContext beans() {
        return SharedDatabase.beans();
    }

    @Test
    void stores_ofTheContext_areThese() {
        assertInstanceOf(PostgresSessionStore.class, beans().getBean(SessionStore.class));
        assertInstanceOf(PostgresRunStore.class, beans().getBean(RunStore.class));
    }
}
