package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks at the database itself, whatever servers say. */
final class Audit {

    /** For how long after the last trouble a run may be neither ended nor in anybody's hands. */
    static final Duration SETTLING = Duration.ofSeconds(20);

    private final String url;
    private final String user;
    private final String password;

    /** One run with its question and, if there is one, its answer. */
    record Turn(String run, String status, String question, @Nullable String answer, boolean whole) {}

    /** @param address of a database, as servers are told it */
    Audit(String address) {
        URI uri = URI.create(address);
        String[] account = uri.getUserInfo().split(":", 2);
        this.url = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
        this.user = account[0];
        this.password = account[1];
    }

    /** Returns the first column of each row. */
    List<String> column(String sql) {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(String.valueOf(rows.getString(1)));
            }
            return all;
        } catch (SQLException failed) {
            throw new AssertionError("the audit failed: " + sql, failed);
        }
    }

    long number(String sql) {
        return Long.parseLong(column(sql).getFirst());
    }

    void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new AssertionError("the audit failed: " + sql, failed);
        }
    }

    /** Returns all runs. */
    List<Turn> turns() {
        String sql = """
                SELECT r.id, r.status, u.content, a.content, a.status = 'complete'
                FROM runs r
                JOIN messages u ON u.session_id = r.session_id AND u.seq = r.ask_seq
                LEFT JOIN messages a ON a.session_id = r.session_id AND a.seq = r.answer_seq""";
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var all = new ArrayList<Turn>();
            while (rows.next()) {
                all.add(new Turn(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4),
                        rows.getBoolean(5)));
            }
            return all;
        } catch (SQLException failed) {
            throw new AssertionError("the audit failed", failed);
        }
    }

    /** Waits until every run has ended; returns how long that took. */
    Duration awaitSettled() {
        long from = System.nanoTime();
        boolean settled = Pauses.until(SETTLING, () -> column("SELECT id FROM runs WHERE ended_at IS NULL").isEmpty());
        assertTrue(settled, () -> "neither ended nor held: "
                + column("SELECT concat_ws(' ', id, status, attempt, lease_until - now()) FROM runs "
                        + "WHERE ended_at IS NULL"));
        return Duration.ofNanos(System.nanoTime() - from);
    }

    /** Fails unless what is stored is sound in itself and is what clients were told. */
    void check(Ledger ledger) {
        assertEquals(List.of(), List.copyOf(ledger.mistakes()), "what clients saw was wrong");
        checkLogs();
        List<Turn> turns = turns();
        var byRun = new HashMap<String, Turn>();
        turns.forEach(turn -> byRun.put(turn.run(), turn));
        checkAnswers(turns);
        checkQuestions(ledger, byRun);
        ledger.told().forEach((run, text) -> {
            Turn turn = Objects.requireNonNull(byRun.get(run), () -> "told and not there: " + run);
            String stored = turn.answer() == null ? "" : turn.answer();
            assertEquals(stored, text, () -> "what was told is not what is stored: " + turn);
        });
    }

    private void checkLogs() {
        assertEquals(List.of(), column("""
                SELECT concat_ws(' ', session_id, count(*), min(seq), max(seq)) FROM messages
                GROUP BY session_id HAVING count(*) <> max(seq) OR min(seq) <> 1"""), "gaps");
        assertEquals(List.of(), column("""
                SELECT s.id FROM chat_sessions s
                WHERE s.last_seq <> (SELECT max(m.seq) FROM messages m WHERE m.session_id = s.id)"""), "last_seq");
        assertEquals(List.of(), column("""
                SELECT content FROM messages WHERE role = 'user' GROUP BY content HAVING count(*) > 1"""), "doubled");
        assertEquals(List.of(), column("""
                SELECT run_id FROM messages WHERE role = 'assistant' GROUP BY run_id HAVING count(*) > 1"""),
                "answered twice");
        assertEquals(List.of(),
                column("""
                SELECT m.id FROM messages m WHERE m.role = 'assistant' AND NOT EXISTS (
                    SELECT FROM runs r WHERE r.id = m.run_id AND r.session_id = m.session_id AND r.answer_seq = m.seq)"""),
                "answers of no run");
    }

    private static void checkAnswers(List<Turn> turns) {
        for (Turn turn : turns) {
            String said = Speech.to(turn.question()).whole();
            String stored = turn.answer();
            boolean whole = turn.status().equals("completed");
            assertEquals(whole, stored != null && turn.whole(), () -> "a run and its answer differ: " + turn);
            if (stored != null) {
                assertTrue(whole ? said.equals(stored) : said.startsWith(stored),
                        () -> "not what the model said: " + turn + " instead of " + said);
            }
        }
    }

    private void checkQuestions(Ledger ledger, Map<String, Turn> byRun) {
        ledger.acknowledged().forEach((question, run) -> {
            Turn turn = byRun.get(run);
            assertTrue(turn != null && turn.question().equals(question), () -> "acknowledged and lost: " + question);
        });
        List<String> stored = column("SELECT content FROM messages WHERE role = 'user'");
        assertTrue(stored.stream().noneMatch(ledger.refused()::contains), "refused and stored all the same");
    }
}
