package dev.confab.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Connections beside those of the pool. */
public final class TestConnections {

    private TestConnections() {}

    /** Opens one for the administrator, who sees the rows of everybody. */
    public static Connection open(String url) throws SQLException {
        return openAsGiven(url.replaceFirst("//confab_server:", "//confab:"));
    }

    /** Opens one in the name of whoever the address names. */
    static Connection openAsGiven(String url) throws SQLException {
        return ConnectionPool.single(DatabaseUrl.parse(url)).getConnection();
    }
}
