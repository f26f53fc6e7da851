package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.retrieval.PassageStore;
import io.micronaut.context.ApplicationContext;
import org.junit.jupiter.api.Test;

class PostgresDocumentStoreTest extends DocumentContracts {

    @Override
    ApplicationContext beans() {
        return SharedDatabase.beans();
    }

    @Test
    void stores_ofTheContext_areThese() {
        assertInstanceOf(PostgresDocumentStore.class, beans().getBean(DocumentStore.class));
        assertInstanceOf(PostgresIngestionStore.class, beans().getBean(IngestionStore.class));
        assertInstanceOf(PostgresPassageStore.class, beans().getBean(PassageStore.class));
    }
}
