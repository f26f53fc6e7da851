package dev.confab.postgres;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.search.SearchPage;
import dev.confab.domain.search.SearchQuery;
import dev.confab.domain.search.Sought;
import io.micronaut.context.ApplicationContext;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Measures what a search costs: {@code java dev.confab.postgres.SearchCost [messages] [messages in a session]}, on the class
 * path of the tests. Words are drawn as in any language: the nth is as frequent as 1/n.
 */
final class SearchCost {

    private static final int WORDS = 60;
    private static final int VOCABULARY = 50_000;
    private static final int SEARCHES = 200;
    private static final double MILLION = 1e6;

    private final Random random = new Random(4711);
    private final double[] sums = new double[VOCABULARY];

    private SearchCost() {
        double sum = 0;
        for (int nth = 0; nth < VOCABULARY; nth++) {
            sum += 1.0 / (nth + 10);
            sums[nth] = sum;
        }
    }

    public static void main(String[] arguments) throws SQLException {
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int each = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        new SearchCost().measure(SharedDatabase.beans(), messages, each, System.out);
        System.exit(0);
    }

    private void measure(ApplicationContext beans, int messages, int each, PrintStream out) throws SQLException {
        var owner = new Owner("measured");
        fill(owner, messages, each);
        MessageSearch search = beans.getBean(MessageSearch.class);
        out.printf("%,d messages of %d words in %,d sessions%n", messages, WORDS, messages / each);
        long start = System.nanoTime();
        int calls = 0;
        SearchPage page;
        do {
            long call = System.nanoTime();
            page = search.search(owner, query("w7000"));
            if (calls++ == 0) {
                out.printf("first search: %.0f ms, complete: %s%n", (System.nanoTime() - call) / MILLION,
                        page.complete());
            }
        } while (!page.complete());
        out.printf("until complete: %d searches, %.1f s%n", calls, (System.nanoTime() - start) / MILLION / 1_000);
        for (String kind : List.of("w5 ", "w50 ", "w500 ", "w7000 ", "w700", "w20 w300 ", "w900 w4000 ", "\"w3 w4\"",
                "nowhere")) {
            time(out, search, owner, kind);
        }
        say(owner);
        long call = System.nanoTime();
        search.search(owner, query("something"));
        out.printf("after one more message: %.1f ms%n", (System.nanoTime() - call) / MILLION);
    }

    private static void time(PrintStream out, MessageSearch search, Owner owner, String text) {
        double[] took = new double[SEARCHES];
        SearchPage page = SearchPage.EMPTY;
        for (int nth = -SEARCHES / 4; nth < SEARCHES; nth++) {
            long start = System.nanoTime();
            page = search.search(owner, query(text));
            if (nth >= 0) {
                took[nth] = (System.nanoTime() - start) / MILLION;
            }
        }
        Arrays.sort(took);
        out.printf("%-12s p50 %6.1f ms  p99 %6.1f ms  %d hits, more: %s, complete: %s%n", text, took[SEARCHES / 2],
                took[SEARCHES * 99 / 100], page.hits().size(), page.next().isPresent(), page.complete());
    }

    private static SearchQuery query(String text) {
        return SearchQuery.of(Sought.of(PlainText.of(text)), 20);
    }

    private String word() {
        int found = Arrays.binarySearch(sums, random.nextDouble() * sums[VOCABULARY - 1]);
        return "w" + (found < 0 ? -found - 1 : found);
    }

    private void fill(Owner owner, int messages, int each) throws SQLException {
        try (Connection connection = TestConnections.open(SharedDatabase.server().url());
                PreparedStatement insert = connection
                        .prepareStatement("INSERT INTO messages (id, session_id, seq, turn_seq, "
                                + "role, content, status, run_id, created_at, owner) VALUES (?, ?, ?, ?, 'user', ?, 'complete', "
                                + "?, now() - make_interval(secs => ?), ?)")) {
            connection.setAutoCommit(false);
            UUID session = UUID.randomUUID();
            for (int nth = 0; nth < messages; nth++) {
                if (nth % each == 0) {
                    session = UUID.randomUUID();
                    session(connection, owner, session, each);
                }
                var text = new StringBuilder();
                for (int at = 0; at < WORDS; at++) {
                    text.append(word()).append(' ');
                }
                insert.setObject(1, UUID.randomUUID());
                insert.setObject(2, session);
                insert.setLong(3, nth % each + 1);
                insert.setLong(4, nth % each + 1);
                insert.setString(5, text.toString());
                insert.setObject(6, UUID.randomUUID());
                insert.setDouble(7, messages - nth);
                insert.setString(8, owner.value());
                insert.addBatch();
                if (nth % 1_000 == 999) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    private static void session(Connection connection, Owner owner, UUID id, int messages) throws SQLException {
        try (PreparedStatement insert = connection
                .prepareStatement("INSERT INTO chat_sessions (id, owner, mode, last_seq, "
                        + "created_at, updated_at) VALUES (?, ?, 'open_chat', ?, now(), now())")) {
            insert.setObject(1, id);
            insert.setString(2, owner.value());
            insert.setLong(3, messages);
            insert.executeUpdate();
        }
    }

    private static void say(Owner owner) throws SQLException {
        try (Connection connection = TestConnections.open(SharedDatabase.server().url());
                Statement statement = connection.createStatement()) {
            statement.execute("WITH s AS (UPDATE chat_sessions SET last_seq = last_seq + 1 WHERE id = (SELECT id FROM "
                    + "chat_sessions WHERE owner = '" + owner.value()
                    + "' LIMIT 1) RETURNING id, last_seq) INSERT INTO messages "
                    + "(id, session_id, seq, turn_seq, role, content, status, run_id, created_at, owner) SELECT "
                    + "gen_random_uuid(), id, last_seq, last_seq, 'user', 'something new', 'complete', "
                    + "gen_random_uuid(), now(), '" + owner.value() + "' FROM s");
        }
    }
}
