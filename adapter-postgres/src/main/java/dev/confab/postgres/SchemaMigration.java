package dev.confab.postgres;

import io.micronaut.flyway.FlywayConfigurationProperties;
import io.micronaut.flyway.FlywayMigrator;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings the tables of a database up to date. Several replicas may do so at once: one works, the others wait. */
final class SchemaMigration {

    private static final String NAME = "confab";

    private final FlywayMigrator flyway;

    SchemaMigration(FlywayMigrator flyway) {
        this.flyway = flyway;
    }

    void of(DataSource database) {
        var settings = new FlywayConfigurationProperties(NAME);
        FluentConfiguration configuration = settings.getFluentConfiguration();
        configuration.locations("classpath:db/migration/confab")
                // The database may hold tables of others, who may use Flyway as well.
                .table("confab_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .failOnMissingLocations(true)
                .placeholderReplacement(false)
                .loggers("slf4j");
        // A lock that ends with its transaction passes through a pooler; one of the session would not.
        settings.setProperties(Map.of("postgresql.transactional.lock", "true"));
        flyway.run(settings, database);
    }
}
