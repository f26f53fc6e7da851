package dev.confab.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.background.Backoff;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.health.Probe;
import dev.confab.domain.identity.TokenStore;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.summary.SummaryStore;
import dev.confab.postgres.embedded.EmbeddedPostgres;
import dev.confab.postgres.embedded.EmbeddedPostgresException;
import dev.confab.postgres.embedded.EmbeddedSettings;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.data.connection.ConnectionOperations;
import io.micronaut.flyway.FlywayMigrator;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** The beans of this module: the database, and the ports it implements with it. */
@Factory
final class PostgresFactory {

    @Singleton
    DatabaseSettings settings(@Nullable @Property(name = "database.url") String url,
            @Nullable @Property(name = "database.pool-size") String poolSize,
            @Nullable @Property(name = "database.start-timeout") String startTimeout,
            @Nullable @Property(name = "confab.home") String home) {
        try {
            return DatabaseSettings.of(Optional.ofNullable(url), Optional.ofNullable(poolSize),
                    Optional.ofNullable(startTimeout), Optional.ofNullable(home));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    @Singleton
    @Bean(preDestroy = "close")
    Database database(DatabaseSettings settings, FlywayMigrator flyway,
            @Property(name = "confab.embedded.shared", defaultValue = "false") boolean shared) {
        if (settings.url().isPresent()) {
            return open(settings.url().get(), settings, flyway, Optional.empty());
        }
        EmbeddedPostgres server;
        try {
            EmbeddedSettings embedded = EmbeddedSettings.keeping(settings.home());
            // A short command may use the server of a process that runs already; a second Confab for good may not.
            server = shared ? EmbeddedPostgres.share(embedded) : EmbeddedPostgres.start(embedded);
        } catch (EmbeddedPostgresException failure) {
            throw new ConfigurationException(DatabaseSettings.HOME + ": " + failure.getMessage(), failure);
        }
        // Nobody stands between: a statement prepared once spares a sixth of the server's work for a turn.
        return open(DatabaseUrl.parse(server.url() + "?prepareThreshold=1"), settings, flyway, Optional.of(server));
    }

    private static Database open(DatabaseUrl url, DatabaseSettings settings, FlywayMigrator flyway,
            Optional<EmbeddedPostgres> server) {
        try {
            DataSource single = ConnectionPool.single(url);
            new DatabaseStart(Thread::sleep).await(single, settings.startTimeout());
            new SchemaMigration(flyway).of(single);
            HikariDataSource pool = ConnectionPool.of(url, settings.poolSize());
            return new Database(pool, server);
        } catch (RuntimeException failure) {
            server.ifPresent(EmbeddedPostgres::close);
            throw told(failure, server.isPresent() ? DatabaseSettings.HOME : DatabaseSettings.URL);
        }
    }

    private static RuntimeException told(RuntimeException failure, String key) {
        String state = StoreFaults.sqlState(failure);
        return switch (failure) {
            case DatabaseStart.Failure start -> new ConfigurationException(key + ": " + start.getMessage(), start);
            case FlywayException migration -> new ConfigurationException(key
                    + ": the database's tables could not be brought up to date"
                    + (state.isEmpty() ? "" : ", SQLSTATE " + state), migration);
            default -> failure;
        };
    }

    @Singleton
    @Primary
    @Named("default")
    DataSource dataSource(Database database) {
        return database.connections();
    }

    @Singleton
    Queries queries(@Named("default") ConnectionOperations<Connection> connections, Database database) {
        return new Queries(connections, database::connectionLost);
    }

    @Singleton
    SessionStore sessionStore(Queries queries) {
        return new PostgresSessionStore(queries);
    }

    @Singleton
    SessionCatalog sessionCatalog(Queries queries) {
        return new PostgresSessionCatalog(queries);
    }

    @Singleton
    SessionFeed sessionFeed(Queries queries) {
        return new PostgresSessionFeed(queries);
    }

    @Singleton
    SessionSync sessionSync(Queries queries) {
        return new PostgresSessionSync(queries);
    }

    @Singleton
    RunStore runStore(Queries queries) {
        return new PostgresRunStore(queries);
    }

    @Singleton
    AssistantStore assistantStore(Queries queries) {
        return new PostgresAssistantStore(queries);
    }

    @Singleton
    DocumentStore documentStore(Queries queries) {
        return new PostgresDocumentStore(queries);
    }

    @Singleton
    IngestionStore ingestionStore(Queries queries, Optional<PgVectorNearestPassages> nearest,
            @Nullable @Property(name = "dense.leg") String denseLeg) {
        boolean chosen = PgVector.isChosen(Optional.ofNullable(denseLeg));
        return new PostgresIngestionStore(queries, nearest.filter(leg -> chosen));
    }

    /** Exists where it is chosen, and nowhere else. */
    @Singleton
    @Requires(property = "dense.leg", pattern = "(?i)\\s*pgvector\\s*")
    PgVectorNearestPassages nearestPassages(Queries queries, Database database) {
        PgVector.prepare(database.connections());
        var nearest = new PgVectorNearestPassages(queries);
        nearest.takeOverAll();
        return nearest;
    }

    @Singleton
    PassageStore passageStore(Queries queries) {
        return new PostgresPassageStore(queries);
    }

    @Singleton
    MessageSearch messageSearch(Queries queries) {
        return new PostgresMessageSearch(queries);
    }

    @Singleton
    AccountStore accountStore(Queries queries) {
        return new PostgresAccountStore(queries);
    }

    @Singleton
    SummaryStore summaryStore(Queries queries) {
        return new PostgresSummaryStore(queries);
    }

    @Singleton
    @Bean(preDestroy = "close")
    PostgresBackgroundWork backgroundWork(Queries queries, Database database) {
        return new PostgresBackgroundWork(queries, database.connections(), Backoff.DEFAULT,
                BackgroundTimes.DEFAULT, Clock.systemUTC());
    }

    @Singleton
    TokenStore tokenStore(Queries queries) {
        return new PostgresTokenStore(queries);
    }

    @Singleton
    QuotaStore quotaStore(Queries queries) {
        return new PostgresQuotaStore(queries);
    }

    @Singleton
    Probe databaseProbe(Queries queries, Database database) {
        return new DatabaseProbe(queries, database.isEmbedded());
    }
}
