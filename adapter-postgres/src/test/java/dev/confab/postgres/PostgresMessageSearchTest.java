package dev.confab.postgres;

import static dev.confab.application.contract.TurnFixtures.Ask.asking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.search.SearchPage;
import dev.confab.domain.search.SearchQuery;
import dev.confab.domain.search.Sought;
import dev.confab.domain.session.TurnOpening;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the index of words follows the messages. */
class PostgresMessageSearchTest {

    private final Owner ada = FilledStore.owner("ada");

    private static MessageSearch search() {
        return SharedDatabase.beans().getBean(MessageSearch.class);
    }

    private SearchPage find(String words) {
        return search().search(ada, SearchQuery.of(Sought.of(PlainText.of(words)), 100));
    }

    private SessionId said(String message) {
        return ((TurnOpening.Opened) SharedDatabase.store().openTurn(ada, asking(message).turn())).session().id();
    }

    @Test
    void search_afterASessionIsDeleted_findsNothingOfIt_andNothingIsLeft() {
        SessionId session = said("a servo");
        said("another servo");
        assertEquals(2, find("servo").hits().size());

        execute("DELETE FROM chat_sessions WHERE id = '" + session + "'");

        assertEquals(1, find("servo").hits().size());
        assertEquals(0, count("SELECT count(*) FROM search_texts WHERE session_id = '" + session + "'"));
        assertEquals(0, count("SELECT count(*) FROM search_marks WHERE session_id = '" + session + "'"));
    }

    @Test
    void search_byManyAtOnceWhileMuchIsSaid_findsEverythingInTheEnd() throws Exception {
        SessionId session = said("servo 0");
        List<Callable<Integer>> work = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            work.add(() -> {
                for (int at = 0; at < 40; at++) {
                    SharedDatabase.store().openTurn(ada, asking("servo again").in(session).turn());
                    assertTrue(find("servo").hits().size() > at, "what was just said is not found");
                }
                return 0;
            });
        }
        for (int reader = 0; reader < 3; reader++) {
            work.add(() -> IntStream.range(0, 40).map(at -> find("servo").hits().size()).max().orElseThrow());
        }
        try (var pool = Executors.newFixedThreadPool(work.size())) {
            for (Future<Integer> done : pool.invokeAll(work)) {
                done.get();
            }
        }

        assertEquals(81, find("servo").hits().size());
        assertEquals(81, count("SELECT count(*) FROM search_texts WHERE session_id = '" + session + "'"));
        assertEquals(81, count("SELECT high - low FROM search_marks WHERE session_id = '" + session + "'"));
    }

    @Test
    void search_withoutThePatienceForAllThereIs_saysSo_findsTheNewest_andGoesOnTheNextTime() {
        int many = PostgresMessageSearch.BATCH * 5 / 2;
        SessionId session = said("the first word");
        execute("INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at, owner) "
                + "SELECT gen_random_uuid(), '" + session
                + "', n, n, 'user', 'in between', 'complete', gen_random_uuid(), "
                + "now(), '" + ada.value() + "' FROM generate_series(2, " + many + ") n");
        execute("UPDATE chat_sessions SET last_seq = " + many + " WHERE id = '" + session + "'");
        SharedDatabase.store().openTurn(ada, asking("the last word").in(session).turn());
        var hasty = new PostgresMessageSearch(SharedDatabase.beans().getBean(Queries.class), Duration.ZERO);
        SearchQuery first = SearchQuery.of(Sought.of(PlainText.of("first")), 10);

        SearchPage last = hasty.search(ada, SearchQuery.of(Sought.of(PlainText.of("last")), 10));
        assertEquals(1, last.hits().size());
        assertFalse(last.complete());
        SearchPage second = hasty.search(ada, first);
        assertEquals(0, second.hits().size());
        assertFalse(second.complete());
        assertEquals(1, hasty.search(ada, first).hits().size());
        assertTrue(hasty.search(ada, first).complete());
    }

    @Test
    void save_ofAStretchThatDoesNotMeetTheOthers_changesNoMark() {
        SessionId session = said("one");
        find("one");
        execute("UPDATE search_marks SET low = 10, high = 20 WHERE session_id = '" + session + "'");

        for (String stretch : List.of("0, 5", "25, 30")) {
            execute("SELECT confab_save_search('" + ada.value() + "', ARRAY['" + session + "']::uuid[], ARRAY["
                    + stretch.split(", ", -1)[0] + "], ARRAY[" + stretch.split(", ", -1)[1]
                    + "], ARRAY[NULL]::text[], '{}', '{}', '{}', '{}', '{}', '{}')");
            assertEquals(10, count("SELECT low FROM search_marks WHERE session_id = '" + session + "'"));
            assertEquals(20, count("SELECT high FROM search_marks WHERE session_id = '" + session + "'"));
        }
    }

    @Test
    void save_ofASessionThatIsGone_leavesNothing() {
        String gone = UUID.randomUUID().toString();
        execute("SELECT confab_save_search('" + ada.value() + "', ARRAY['" + gone + "']::uuid[], ARRAY[0], ARRAY[1], "
                + "ARRAY[NULL]::text[], ARRAY['" + gone
                + "']::uuid[], ARRAY[1], ARRAY['user']::message_role_enum[], ARRAY[3], "
                + "ARRAY[now()], ARRAY['word'])");

        assertEquals(0, count("SELECT count(*) FROM search_texts WHERE session_id = '" + gone + "'"));
        assertEquals(0, count("SELECT count(*) FROM search_marks WHERE session_id = '" + gone + "'"));
    }

    @Test
    void search_ofFewMessagesAmongManyOfOthers_readsFewRows() {
        Owner other = FilledStore.owner("bob");
        UUID theirs = UUID.randomUUID();
        execute("INSERT INTO chat_sessions (id, owner, mode, last_seq, created_at, updated_at) VALUES ('" + theirs
                + "', '"
                + other.value() + "', 'open_chat', 3000, now(), now())");
        execute("INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at, owner) "
                + "SELECT gen_random_uuid(), '" + theirs
                + "', n, n, 'user', 'a servo of theirs', 'complete', gen_random_uuid(), "
                + "now(), '" + other.value() + "' FROM generate_series(1, 3000) n");
        while (!search().search(other, SearchQuery.of(Sought.of(PlainText.of("servo")), 1)).hits().isEmpty()
                && count("SELECT count(*) FROM search_texts WHERE session_id = '" + theirs + "'") < 3_000) {
            // Until all of them are there.
        }
        said("a servo of mine");
        find("servo");
        execute("ANALYZE search_texts");

        String words = SearchWords.of(ada).ofQuery(Sought.of(PlainText.of("servo")), false).replace("'", "''");
        String plan = plan(
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT * FROM search_texts WHERE words @@ '" + words
                        + "'::tsquery AND owner = '" + ada.value() + "'");

        assertTrue(plan.contains("search_texts_words"), plan);
        assertTrue(!plan.contains("Rows Removed by Filter"), plan);
    }

    /** As the function that searches has it planned. */
    private static String plan(String query) {
        try (Connection connection = TestConnections.open(SharedDatabase.server().url());
                Statement statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");
            try (ResultSet rows = statement.executeQuery(query)) {
                var all = new StringBuilder();
                while (rows.next()) {
                    all.append(rows.getString(1)).append('\n');
                }
                return all.toString();
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static void execute(String sql) {
        try (Connection connection = TestConnections.open(SharedDatabase.server().url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private static long count(String query) {
        return Long.parseLong(strings(query));
    }

    private static String strings(String query) {
        try (Connection connection = TestConnections.open(SharedDatabase.server().url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all.stream().collect(Collectors.joining("\n"));
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
