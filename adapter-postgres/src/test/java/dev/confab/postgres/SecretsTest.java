package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.Owner;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.SessionStore;
import io.micronaut.context.ApplicationContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What people say stays out of exceptions and logs when the database refuses it. */
class SecretsTest {

    private static final String SECRET = "hush-4711";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        root.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(lines);
    }

    @Test
    void refusedTurn_isToldInOneLineWithoutItsWords() {
        SessionStore store = SharedDatabase.store();
        NewTurn turn = Ask.asking(SECRET).about(SECRET).with(Map.of(SECRET, SECRET)).turn();
        var owner = new Owner(SECRET);
        store.openTurn(owner, turn);

        var fault = assertThrows(StoreFault.Corrupt.class, () -> store.openTurn(owner, turn));

        assertEquals("open_turn: SQLSTATE 23505", fault.getMessage());
        assertSecret(stackTrace(fault));
        List<ILoggingEvent> told = lines.list.stream().filter(line -> line.getLevel() == Level.WARN).toList();
        assertEquals(1, told.size());
        assertEquals("query failed", told.getFirst().getFormattedMessage());
        var pairs = told.getFirst().getKeyValuePairs().stream().map(pair -> pair.key).toList();
        assertEquals(List.of("operation", "sqlstate", "duration_ms", "code"), pairs);
        told.getFirst().getKeyValuePairs().forEach(pair -> assertSecret(String.valueOf(pair.value)));
        lines.list.forEach(line -> assertSecret(line.getFormattedMessage()));
    }

    @Test
    void refusedBatch_throwsWithoutItsWords() throws SQLException {
        DataSource connections = SharedDatabase.beans().getBean(Database.class).connections();
        try (Connection connection = connections.getConnection();
                PreparedStatement batch = connection.prepareStatement(
                        "INSERT INTO chat_sessions (id, owner, mode, updated_at, created_at) VALUES (gen_random_uuid(), ?, "
                                + "'open_chat', now(), ?::timestamptz)")) {
            for (int i = 0; i < 3; i++) {
                batch.setString(1, SECRET.repeat(50));
                batch.setString(2, "2026-01-01");
                batch.addBatch();
            }

            var failure = assertThrows(BatchUpdateException.class, batch::executeBatch);

            assertEquals("22001", failure.getSQLState());
            assertSecret(stackTrace(failure));
        }
    }

    @Test
    void refusedRow_throwsWithoutItsDetails() throws SQLException {
        DataSource connections = SharedDatabase.beans().getBean(Database.class).connections();
        try (Connection connection = connections.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE t (word text PRIMARY KEY, number integer CHECK (number > 0))");
            var failure = assertThrows(SQLException.class,
                    () -> statement.execute("INSERT INTO t VALUES ('" + SECRET + "', 0)"));

            assertEquals("23514", failure.getSQLState());
            assertSecret(stackTrace(failure));
            statement.execute("DROP TABLE t");
        }
    }

    @Test
    void refusedPassword_isToldWithoutIt() {
        String url = SharedDatabase.server()
                .url()
                .replaceFirst("confab_server:[^@]+@", "confab_server:" + SECRET + "@");

        var failure = assertThrows(RuntimeException.class, () -> start(url));

        assertSecret(stackTrace(failure));
        lines.list.forEach(line -> assertSecret(line.getFormattedMessage()));
    }

    private static void start(String url) {
        try (ApplicationContext beans = SharedDatabase.beans(url)) {
            beans.getBean(SessionStore.class);
        }
    }

    private static String stackTrace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        if (thrown instanceof SQLException sql && sql.getNextException() != null) {
            sql.getNextException().printStackTrace(new PrintWriter(text));
        }
        return text.toString();
    }

    private static void assertSecret(String text) {
        assertFalse(text.contains(SECRET), text);
    }
}
