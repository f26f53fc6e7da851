package dev.confab.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.util.DriverDataSource;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;

/**
 * How connections to a database are made and kept.
 *
 * <p>
 * A call must be answered within {@link Queries#LIMIT}. Every limit is on our side: a limit that the server keeps is a
 * setting of its session, which a pooler would give to somebody else or refuse at the start of a connection. What waits
 * for a lock ends on the server too, by the {@code lock_timeout} that is part of our functions.
 */
final class ConnectionPool {

    /** How long a call may wait for a connection, be it because all are in use or because none can be made. */
    private static final Duration WAIT_LIMIT = Duration.ofMillis(1_900);

    /** How long one answer of the database may take; a call that had to wait before allows less. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

    /** What a migration may take, with nobody waiting. */
    private static final Duration MIGRATION_LIMIT = Duration.ofMinutes(10);

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration LIVENESS_LIMIT = Duration.ofMillis(500);
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(2);
    private static final int IDLE_CONNECTIONS = 2;

    private static final String DRIVER = "org.postgresql.Driver";

    private ConnectionPool() {}

    /** Returns a pool that connects when it is first needed, and again whenever it must. */
    static HikariDataSource of(DatabaseUrl url, int size) {
        var config = new HikariConfig();
        config.setPoolName("confab");
        config.setDataSource(new KnockingSource(source(url, ANSWER_LIMIT)));
        config.setMaximumPoolSize(size);
        if (size > IDLE_CONNECTIONS) {
            config.setMinimumIdle(IDLE_CONNECTIONS);
            config.setIdleTimeout(IDLE_LIMIT.toMillis());
        }
        // A connection is tried before it is used when it has been idle. Between uses it is left alone: a database that
        // sleeps when nobody asks it anything may sleep.
        config.setKeepaliveTime(0);
        config.setConnectionTimeout(WAIT_LIMIT.toMillis());
        config.setValidationTimeout(LIVENESS_LIMIT.toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** Returns a source of single connections, on which a statement may take long. */
    static DataSource single(DatabaseUrl url) {
        return source(url, MIGRATION_LIMIT);
    }

    private static DataSource source(DatabaseUrl url, Duration answerLimit) {
        return new DriverDataSource(url.jdbcUrl(), DRIVER, driver(url, answerLimit), url.user(),
                url.password().orElse(null));
    }

    /** Closes the connections that nobody uses now. */
    static void forgetIdle(HikariDataSource pool) {
        HikariPoolMXBean bean = pool.getHikariPoolMXBean();
        if (bean != null) {
            bean.softEvictConnections();
        }
    }

    private static Properties driver(DatabaseUrl url, Duration answerLimit) {
        var properties = new Properties();
        properties.setProperty("ApplicationName", "confab");
        url.driver().forEach(properties::setProperty);
        // No named statement unless the address allows them: it would belong to one backend, and a pooler may give us
        // another. Nothing to be set after connecting, for the same reason.
        properties.putIfAbsent("prepareThreshold", "0");
        properties.setProperty("assumeMinServerVersion", "12");
        // Details of errors repeat values of rows.
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(answerLimit.toSeconds()));
        properties.putIfAbsent("tcpKeepAlive", "true");
        return properties;
    }
}
