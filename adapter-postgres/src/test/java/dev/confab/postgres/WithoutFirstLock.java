package dev.confab.postgres;

import io.micronaut.data.connection.ConnectionDefinition;
import io.micronaut.data.connection.ConnectionOperations;
import io.micronaut.data.connection.ConnectionStatus;
import io.micronaut.data.connection.ConnectionSynchronization;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Connections on which no statement asks for an owner's rows any more, but for everybody's. */
record WithoutFirstLock(String url) implements ConnectionOperations<Connection> {

    private static final Pattern IS_OWNERS = Pattern
            .compile("(\\w+\\.)?owner (= reach\\.owner|IN \\(reach\\.owner, '\\*', ''\\))");

    /** The same of functions, in the words of PostgreSQL's patterns. */
    private static final String REMOVE = """
            DO $do$
            DECLARE
                v_function record;
            BEGIN
                FOR v_function IN
                    SELECT pg_get_functiondef(p.oid) AS text FROM pg_proc p
                    WHERE p.proname LIKE 'confab\\_%' AND pg_get_functiondef(p.oid) ~ 'owner (= p_owner|IN \\(p_owner)'
                LOOP
                    EXECUTE regexp_replace(v_function.text, '(\\w+\\.)?owner (= p_owner|IN \\(p_owner, ''\\*''(, '''')?\\))', 'true', 'g');
                END LOOP;
            END
            $do$
            """;

    /** Takes the lock off all functions of a database; returns how many still have it. */
    static int remove(String url) throws SQLException {
        try (Connection connection = TestConnections.open(url); var statement = connection.createStatement()) {
            statement.execute(REMOVE);
            try (var rows = statement.executeQuery("SELECT count(*) FROM pg_proc p WHERE p.proname LIKE 'confab\\_%' "
                    + "AND pg_get_functiondef(p.oid) ~ 'owner (= p_owner|IN \\(p_owner)'")) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    @Override
    public Optional<ConnectionStatus<Connection>> findConnectionStatus() {
        return Optional.empty();
    }

    @Override
    public <R> R execute(ConnectionDefinition definition, Function<ConnectionStatus<Connection>, R> callback) {
        try (Connection connection = TestConnections.openAsGiven(url)) {
            return callback.apply(new Status(definition, without(connection)));
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static Connection without(Connection connection) {
        return (Connection) Proxy.newProxyInstance(WithoutFirstLock.class.getClassLoader(),
                new Class<?>[] { Connection.class }, (proxy, method, given) -> {
                    if (method.getName().equals("prepareStatement")) {
                        given[0] = IS_OWNERS.matcher((String) given[0]).replaceAll("($0 OR true)");
                    }
                    try {
                        return method.invoke(connection, given);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private record Status(ConnectionDefinition definition, Connection connection)
            implements ConnectionStatus<Connection> {

        @Override
        public boolean isNew() {
            return true;
        }

        @Override
        public Connection getConnection() {
            return connection;
        }

        @Override
        public ConnectionDefinition getDefinition() {
            return definition;
        }

        @Override
        public void registerSynchronization(ConnectionSynchronization synchronization) {
            throw new UnsupportedOperationException();
        }
    }
}
