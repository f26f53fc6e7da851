package dev.confab.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Connections beside those of the pool. */
public final class TestConnections {

    private TestConnections() {}

    public static Connection open(String url) throws SQLException {
        return ConnectionPool.single(DatabaseUrl.parse(url)).getConnection();
    }
}
