package dev.confab.postgres;

import dev.confab.application.contract.DocumentStoreContract;
import dev.confab.application.contract.DocumentStores;
import dev.confab.application.contract.IngestionStoreContract;
import dev.confab.application.contract.PassageStoreContract;
import dev.confab.application.contract.VectorSpaceContract;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.retrieval.PassageStore;
import io.micronaut.context.ApplicationContext;
import org.junit.jupiter.api.Nested;

/** All that is promised about documents. */
abstract class DocumentContracts {

    /** The beans that make the store. */
    abstract ApplicationContext beans();

    private DocumentStores stores() {
        FilledStore.clear(beans());
        return new DocumentStores(beans().getBean(DocumentStore.class), beans().getBean(IngestionStore.class),
                beans().getBean(PassageStore.class));
    }

    @Nested
    class Documents extends DocumentStoreContract {
        @Override
        protected DocumentStores stores() {
            return DocumentContracts.this.stores();
        }
    }

    @Nested
    class Ingestion extends IngestionStoreContract {
        @Override
        protected DocumentStores stores() {
            return DocumentContracts.this.stores();
        }
    }

    @Nested
    class Spaces extends VectorSpaceContract {
        @Override
        protected DocumentStores stores() {
            return DocumentContracts.this.stores();
        }
    }

    @Nested
    class Passages extends PassageStoreContract {
        @Override
        protected DocumentStores stores() {
            return DocumentContracts.this.stores();
        }
    }
}
