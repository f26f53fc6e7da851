package dev.confab.postgres;

import dev.confab.domain.embedding.Vector;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The extension pgvector: whether it is to be used, whether it can be, and what it needs.
 */
final class PgVector {

    /** Which of the two finds the nearest passages: {@code lucene}, the default, or {@code pgvector}. */
    static final String KEY = "DENSE_LEG";

    private static final String AVAILABLE = "SELECT coalesce(installed_version, default_version) "
            + "FROM pg_available_extensions WHERE name = 'vector'";

    /** Filtered searches find enough since then. */
    private static final int LEAST_FIRST = 0;
    private static final int LEAST_SECOND = 8;
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})(?:\\.(\\d{1,6}))?");

    private static final String SCRIPT = "/db/pgvector/confab.sql";

    private PgVector() {}

    /**
     * Returns whether it is to be used.
     *
     * @throws ConfigurationException if that is said in words that are not known
     */
    static boolean isChosen(Optional<String> setting) {
        return switch (setting.map(text -> text.strip().toLowerCase(Locale.ROOT)).orElse("")) {
            case "", "lucene" -> false;
            case "pgvector" -> true;
            default -> throw new ConfigurationException(KEY + ": must be lucene or pgvector");
        };
    }

    /**
     * Makes a migrated database ready for it. Several replicas may do so at once.
     *
     * @throws ConfigurationException if the database cannot be; the message is the line to show
     */
    static void prepare(DataSource database) {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            requireVersion(statement);
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('confab pgvector', 2))");
            statement.execute(script());
            connection.commit();
        } catch (SQLException failure) {
            throw new ConfigurationException(KEY + ": pgvector could not be made ready in the database, SQLSTATE "
                    + StoreFaults.sqlState(failure), failure);
        }
    }

    private static void requireVersion(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(AVAILABLE)) {
            if (!rows.next()) {
                throw new ConfigurationException(
                        KEY + ": the database's server does not have the extension pgvector (vector)");
            }
            String version = new Row(rows).text(1);
            if (!isEnough(version)) {
                throw new ConfigurationException(KEY + ": the database's pgvector is older than 0.8");
            }
        }
    }

    static boolean isEnough(String version) {
        Matcher parts = NUMBERS.matcher(version);
        if (!parts.lookingAt()) {
            return false;
        }
        int first = Integer.parseInt(parts.group(1));
        int second = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
        return first > LEAST_FIRST || (first == LEAST_FIRST && second >= LEAST_SECOND);
    }

    private static String script() {
        try (InputStream script = PgVector.class.getResourceAsStream(SCRIPT)) {
            if (script == null) {
                throw new IllegalStateException(SCRIPT + " is missing");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns a vector as its type reads it. */
    static String text(Vector vector) {
        var text = new StringBuilder("[");
        for (float number : vector.toArray()) {
            text.append(text.length() == 1 ? "" : ",").append(number);
        }
        return text.append(']').toString();
    }
}
