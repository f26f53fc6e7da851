package dev.confab.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.confab.postgres.embedded.EmbeddedPostgres;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The database in use, migrated: its connections and, where we started one, its server. Closing ends the connections
 * first.
 */
final class Database implements AutoCloseable {

    private final HikariDataSource pool;
    private final Optional<EmbeddedPostgres> server;

    Database(HikariDataSource pool, Optional<EmbeddedPostgres> server) {
        this.pool = pool;
        this.server = server;
    }

    DataSource connections() {
        return pool;
    }

    boolean isEmbedded() {
        return server.isPresent();
    }

    /** Is told that a connection turned out to be dead. Those that are idle are closed, for they are likely to be, too. */
    void connectionLost() {
        ConnectionPool.forgetIdle(pool);
    }

    @Override
    public void close() {
        pool.close();
        server.ifPresent(EmbeddedPostgres::close);
    }
}
