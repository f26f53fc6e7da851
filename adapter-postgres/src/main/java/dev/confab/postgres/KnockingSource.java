package dev.confab.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Connections that are tried for again and again while the database is away. The pool tries for one at a time, and after a
 * few failures it lets five seconds pass between two tries, however many wait and although the database is back.
 *
 * <p>
 * Blocks until there is a connection, the thread is interrupted, or the database refuses for another reason than being away.
 */
final class KnockingSource implements DataSource {

    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final DataSource source;

    KnockingSource(DataSource source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    public Connection getConnection() throws SQLException {
        while (true) {
            try {
                return source.getConnection();
            } catch (SQLException failure) {
                if (!StoreFaults.isConnectionLost(failure)) {
                    throw failure;
                }
                LockSupport.parkNanos(BETWEEN.toNanos());
                if (Thread.currentThread().isInterrupted()) {
                    throw failure;
                }
            }
        }
    }

    /** @throws SQLException always: who connects was said when this was made */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("an account of its own");
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return source.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
