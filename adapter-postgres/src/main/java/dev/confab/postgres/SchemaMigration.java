package dev.confab.postgres;

import io.micronaut.flyway.FlywayConfigurationProperties;
import io.micronaut.flyway.FlywayMigrator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings the tables of a database up to date. Several replicas may do so at once: one works, the others wait. */
final class SchemaMigration {

    private static final String NAME = "confab";
    /** Any number will do that nobody else uses: the letters of "confab" as a number. */
    private static final long LOCK = 0x636f6e666162L;

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
        // Flyway's lock does not cover the making of its own table: two first starts at once could see it half made. This
        // one covers everything, and ends with its transaction too.
        try (Connection guard = database.getConnection(); Statement lock = guard.createStatement()) {
            guard.setAutoCommit(false);
            lock.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            flyway.run(settings, database);
            guard.rollback();
        } catch (SQLException failure) {
            throw new FlywayException("the lock that guards the migration was lost", failure);
        }
    }
}
