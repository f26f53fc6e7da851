package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.confab.application.contract.AssistantStoreContract;
import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.contract.MessageSearchContract;
import dev.confab.application.contract.RunStoreContract;
import dev.confab.application.contract.SessionCatalogContract;
import dev.confab.application.contract.SessionFeedContract;
import dev.confab.application.contract.SessionListContract;
import dev.confab.application.contract.SessionStoreContract;
import dev.confab.application.contract.SessionSyncContract;
import dev.confab.application.contract.StoreModelContract;
import dev.confab.application.contract.Stores;
import dev.confab.application.contract.SummaryStoreContract;
import dev.confab.application.contract.SyncModelContract;
import dev.confab.application.contract.TurnOrderContract;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionChanging;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.session.Title;
import dev.confab.domain.summary.SummaryStore;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** All that is promised about sessions and runs. */
abstract class StoreContracts {

    /** The beans that make the store. */
    abstract ApplicationContext beans();

    private Stores stores() {
        return new Stores(beans().getBean(SessionStore.class), beans().getBean(RunStore.class),
                beans().getBean(AssistantStore.class), this::loseText,
                (owner, document) -> FilledStore.of(beans())
                        .searchable(owner,
                                DocumentFixtures.chunks(document, Optional.empty(), Optional.empty(), "title",
                                        document.toString()),
                                Optional.empty()));
    }

    /** What a crash of the server does to tables that are not logged. */
    private void loseText() {
        try (Connection connection = beans().getBean(Database.class).connections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE run_logs, run_text");
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    @Nested
    class Sessions extends SessionStoreContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }
    }

    @Nested
    class Catalog extends SessionCatalogContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }

        @Override
        protected SessionCatalog catalog() {
            return beans().getBean(SessionCatalog.class);
        }
    }

    @Nested
    class Lists extends SessionListContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }

        @Override
        protected SessionCatalog catalog() {
            return beans().getBean(SessionCatalog.class);
        }
    }

    @Nested
    class Feed extends SessionFeedContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }

        @Override
        protected SessionCatalog catalog() {
            return beans().getBean(SessionCatalog.class);
        }

        @Override
        protected SessionFeed feed() {
            return beans().getBean(SessionFeed.class);
        }
    }

    @Nested
    class Sync extends SessionSyncContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }

        @Override
        protected SessionSync sync() {
            return beans().getBean(SessionSync.class);
        }

        @Override
        protected SessionCatalog catalog() {
            return beans().getBean(SessionCatalog.class);
        }

        @Override
        protected SessionFeed feed() {
            return beans().getBean(SessionFeed.class);
        }

        @Override
        protected MessageSearch search() {
            return beans().getBean(MessageSearch.class);
        }
    }

    @Nested
    class SyncModel extends SyncModelContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }

        @Override
        protected SessionSync sync() {
            return beans().getBean(SessionSync.class);
        }

        @Override
        protected SessionFeed feed() {
            return beans().getBean(SessionFeed.class);
        }

        @Override
        protected int seeds() {
            return 4;
        }
    }

    @Nested
    class Runs extends RunStoreContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }
    }

    @Nested
    class TurnOrder extends TurnOrderContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }
    }

    @Nested
    class Assistants extends AssistantStoreContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }
    }

    @Nested
    class Model extends StoreModelContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }
    }

    @Nested
    class Summaries extends SummaryStoreContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }

        @Override
        protected SummaryStore summaries() {
            return beans().getBean(SummaryStore.class);
        }

        @Override
        protected SessionCatalog catalog() {
            return beans().getBean(SessionCatalog.class);
        }
    }

    @Nested
    class Search extends MessageSearchContract {
        @Override
        protected Stores stores() {
            return StoreContracts.this.stores();
        }

        @Override
        protected MessageSearch search() {
            return beans().getBean(MessageSearch.class);
        }

        @Override
        protected void entitle(Owner owner, SessionId session, PlainText title) {
            SessionCatalog catalog = beans().getBean(SessionCatalog.class);
            SessionEntry entry = catalog.find(owner, session).orElseThrow();
            assertInstanceOf(SessionChanging.Changed.class, catalog.change(owner, session, entry.revision(),
                    new SessionAttributes(Optional.of(new Title(title)), entry.session().mode(),
                            entry.session().scope(),
                            entry.session().metadata())));
        }
    }
}
