package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.session.SyncOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Applies every other batch in a transaction that took its number long before, so that it is committed late. */
final class EarlySync implements SessionSync, AutoCloseable {

    private static final int AHEAD = 3;

    private final String url;
    private final SessionSync usual;
    private final Queue<Connection> early = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    EarlySync(String url, SessionSync usual) {
        this.url = url;
        this.usual = usual;
        for (int at = 0; at < AHEAD; at++) {
            early.add(begun());
        }
    }

    private Connection begun() {
        try {
            Connection connection = TestConnections.open(url);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_current_xact_id()");
            }
            return connection;
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public List<SyncOutcome> apply(Owner owner, List<OfflineChange> changes) {
        if (calls.incrementAndGet() % 2 == 0) {
            return usual.apply(owner, changes);
        }
        early.add(begun());
        try (Connection connection = early.remove();
                PreparedStatement statement = connection.prepareStatement(PostgresSessionSync.APPLY)) {
            PostgresSessionSync.bind(statement, owner, changes);
            List<SyncOutcome> outcomes;
            try (ResultSet rows = statement.executeQuery()) {
                outcomes = PostgresSessionSync.answer(rows, changes).outcomes();
            }
            connection.commit();
            return outcomes;
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : early) {
            connection.close();
        }
    }
}
