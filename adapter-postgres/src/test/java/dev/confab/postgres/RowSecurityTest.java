package dev.confab.postgres;

import static dev.confab.application.contract.TurnFixtures.Ask.asking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.contract.TurnFixtures;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.RunId;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.AssistantChange;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.search.SearchQuery;
import dev.confab.domain.search.Sought;
import dev.confab.domain.session.MessageAdding;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionChanging;
import dev.confab.domain.session.SessionDeleting;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionNews;
import dev.confab.domain.session.SessionOrder;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnClosing;
import dev.confab.domain.session.TurnOpening;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The second lock: what PostgreSQL itself lets an owner see, whatever a statement asks for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowSecurityTest {

    /** Tables without a lock, see the migration: nobody's, and those of words and numbers by which something is found. */
    private static final Set<String> UNLOCKED = Set.of("confab_schema_history", "passage_clock", "vector_spaces",
            "session_feed", "document_sweeps", "search_texts", "passage_terms", "api_tokens", "background_tasks");

    private static final Owner ADA = new Owner("ada");
    private static final Owner BOB = new Owner("bob");

    private String url = "";
    private SessionId session = new SessionId(new UUID(0, 0));
    private RunId run = new RunId(new UUID(0, 0));
    private DocumentId document = new DocumentId(new UUID(0, 0));
    private DocumentId file = new DocumentId(new UUID(0, 0));
    private AssistantId assistant = new AssistantId(new UUID(0, 0));

    @BeforeAll
    void fill() throws SQLException {
        String server = SharedDatabase.server().url();
        execute(server, "CREATE DATABASE second_lock OWNER confab_server");
        url = server.replaceFirst("/postgres$", "/second_lock");
        try (ApplicationContext beans = SharedDatabase.beans(url)) {
            beans.getBean(SessionStore.class);
        }
        Stores stores = Stores.of(url);
        var first = (TurnOpening.Opened) stores.sessions.openTurn(ADA, asking("a servo").keyed("key").turn());
        session = first.session().id();
        stores.sessions.closeTurn(ADA, TurnFixtures.end(first, TurnFixtures.cited("it turns")));
        var second = (TurnOpening.Opened) stores.sessions.openTurn(ADA, asking("more").in(session).followed().turn());
        run = second.question().run();
        stores.runs.append(TurnFixtures.HOLD,
                List.of(new TextPiece(new Execution(run, 1), 0, PlainText.of("shown"), List.of())));
        var gone = (TurnOpening.Opened) stores.sessions.openTurn(ADA, asking("gone").turn());
        stores.catalog.delete(ADA, gone.session().id(), Optional.empty());
        assistant = new AssistantId(UUID.randomUUID());
        stores.assistants.add(ADA, assistant, AssistantDraft.of("name", "Be kind."));
        stores.assistants.replace(ADA, assistant, AssistantDraft.of("name", "Be brief."), OptionalInt.empty());
        var filled = new FilledStore(stores.documents, stores.ingestion);
        document = filled.searchable(ADA, Optional.empty(), Optional.of(DocumentFixtures.SPACE), "a servo turns");
        DocumentId removed = filled.searchable(ADA, Optional.empty(), Optional.of(DocumentFixtures.SPACE), "gone soon");
        stores.documents.delete(ADA, removed);
        var content = new ContentId(UUID.randomUUID());
        stores.documents.putContent(ADA, content, 0, DocumentFixtures.bytes("a file"));
        file = filled.added(ADA, DocumentFixtures.file(content, "title", "a file"));
        for (String made : List.of("document_pages SELECT id, 1, 7, 'words', NULL FROM documents WHERE owner = 'ada'",
                "message_deletions VALUES ('ada', gen_random_uuid(), '" + session.value()
                        + "', 8, DEFAULT, now(), now(), '1')",
                "request_windows VALUES ('ada', 1, 1, '{1}')", "quota_days VALUES ('ada', now(), 1, 1)",
                "session_summaries VALUES ('" + session.value() + "', 'ada', 1, 'words', 'm', 1, now())",
                "quota_reservations VALUES ('ada', '" + run.value() + "', now(), true, 1, 1, 1, 1, now())")) {
            execute(url, "INSERT INTO " + made);
        }
        stores.search.search(ADA, SearchQuery.of(Sought.of(PlainText.of("servo")), 1));
        assertEquals(0, WithoutFirstLock.remove(url), "the functions ask for no owner any more");
    }

    @Test
    void tables_allButThoseThatAreNamed_haveTheLock() throws SQLException {
        assertEquals(UNLOCKED, new TreeSet<>(strings(url, "SELECT c.relname FROM pg_class c "
                + "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace "
                + "AND NOT (c.relrowsecurity AND c.relforcerowsecurity)")));
    }

    @Test
    void rows_ofEachTable_areThereForTheirOwnerAlone() throws SQLException {
        for (String table : locked()) {
            String all = "SELECT count(*) FROM " + table;
            String there = strings(url, all).getFirst();
            assertTrue(Integer.parseInt(there) > 0, "nothing is tried with " + table);
            assertEquals(there, oneOf("SELECT set_config('confab.owner', 'ada', true)", all), table);
            assertEquals(there, oneOf("SELECT set_config('confab.everyone', 'on', true)", all), table);
            assertEquals("0", oneOf("SELECT set_config('confab.owner', 'bob', true)", all), table);
            assertEquals("0", oneOf("SELECT 1", all), table);
        }
    }

    @Test
    void rows_ofAnother_canBeNeitherChangedNorMadeNorDeleted() throws SQLException {
        for (String table : locked()) {
            String there = strings(url, "SELECT count(*) FROM " + table).getFirst();
            assertEquals("0", oneOf("SELECT set_config('confab.owner', 'bob', true)",
                    "WITH gone AS (DELETE FROM " + table + " RETURNING 1) SELECT count(*) FROM gone"), table);
            assertEquals(there, strings(url, "SELECT count(*) FROM " + table).getFirst(), table);
        }
        for (String made : List.of(
                "INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, created_at, owner) SELECT "
                        + "gen_random_uuid(), '" + session.value() + "', 9, 9, 'user', '', 'complete', now(), 'ada'",
                "INSERT INTO document_pages VALUES ('" + document.value() + "', 9, 9, '', NULL)",
                "INSERT INTO run_text VALUES ('" + run.value() + "', 9, 9, '')")) {
            var refused = assertThrows(SQLException.class, () -> oneOf("SELECT set_config('confab.owner', 'bob', true)",
                    "WITH made AS (" + made + " RETURNING 1) SELECT count(*) FROM made"), made);
            assertEquals("42501", refused.getSQLState());
        }
    }

    @Test
    void what_anotherOwnerAsksFor_withoutTheFirstLock_isNotThere() throws SQLException {
        Map<String, Long> before = counts();

        assertEquals(Set.of(), new Attempts(Stores.of(url), BOB).successes());

        assertEquals(before, counts());
    }

    /** The test could not fail otherwise: a superuser is not held by the second lock. */
    @Test
    void what_anotherOwnerAsksFor_withoutAnyLock_isThere() {
        var attempts = new Attempts(Stores.of(url.replaceFirst("//confab_server:", "//confab:")), BOB);

        // But for what is read through a view, which is held to what its owner sees, and for what is found by words that have
        // their owner's mark.
        assertEquals(
                Set.of("session", "messages", "entry", "list", "page", "news", "owned", "owned list", "active", "run",
                        "assistant", "assistants", "version", "pages", "content", "passages", "latest"),
                attempts.readings());
    }

    private List<String> locked() throws SQLException {
        return strings(url, "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') "
                + "AND c.relnamespace = 'public'::regnamespace AND c.relrowsecurity");
    }

    private Map<String, Long> counts() throws SQLException {
        var all = new TreeMap<String, Long>();
        for (String table : locked()) {
            all.put(table, Long.valueOf(strings(url, "SELECT count(*) FROM " + table).getFirst()));
        }
        return all;
    }

    /** Asks as the server does, in one transaction. */
    private String oneOf(String first, String query) throws SQLException {
        try (Connection connection = TestConnections.openAsGiven(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(first);
            try (ResultSet rows = statement.executeQuery(query)) {
                rows.next();
                String told = rows.getString(1);
                connection.commit();
                return told;
            }
        }
    }

    /** The ports over a database whose statements ask for everybody's rows. */
    private record Stores(PostgresSessionStore sessions, PostgresSessionCatalog catalog, PostgresSessionFeed feed,
            PostgresRunStore runs, PostgresAssistantStore assistants, PostgresDocumentStore documents,
            PostgresIngestionStore ingestion, PostgresPassageStore passages, PostgresMessageSearch search,
            PostgresAccountStore account) {

        static Stores of(String url) {
            var queries = new Queries(new WithoutFirstLock(url), () -> {});
            return new Stores(new PostgresSessionStore(queries), new PostgresSessionCatalog(queries),
                    new PostgresSessionFeed(queries), new PostgresRunStore(queries),
                    new PostgresAssistantStore(queries),
                    new PostgresDocumentStore(queries), new PostgresIngestionStore(queries, Optional.empty()),
                    new PostgresPassageStore(queries), new PostgresMessageSearch(queries),
                    new PostgresAccountStore(queries));
        }
    }

    /** Everything that somebody can ask for with another's identities. */
    private final class Attempts {

        private final Stores stores;
        private final Owner owner;
        private final Set<String> successes = new TreeSet<>();

        Attempts(Stores stores, Owner owner) {
            this.stores = stores;
            this.owner = owner;
        }

        private void note(String what, boolean success) {
            if (success) {
                successes.add(what);
            }
        }

        /** Returns what could be read. */
        Set<String> readings() {
            note("session", stores.sessions.findSession(owner, session).isPresent());
            note("messages", !stores.sessions.readMessages(owner, session, 0, 10).isEmpty());
            note("entry", stores.catalog.find(owner, session).isPresent());
            for (SessionOrder order : SessionOrder.values()) {
                note("list", stores.catalog.list(owner, SessionFilter.NONE, order, Optional.empty(),
                        10) instanceof SessionListing.Page page && !page.entries().isEmpty());
            }
            note("page", stores.catalog.readMessages(owner, session, MessagePage.before(10, 10)).isPresent());
            note("page", stores.catalog.readMessages(owner, session, MessagePage.after(0, 10)).isPresent());
            note("news", stores.feed.read(owner, Optional.empty(), 100) instanceof SessionNews.Changes news
                    && !(news.sessions().isEmpty() && news.messages().isEmpty() && news.deleted().isEmpty()));
            note("owned", stores.account.session(owner, session).isPresent());
            note("owned list", !stores.account.sessions(owner, Optional.empty(), 10).isEmpty());
            note("active", !stores.account.active(owner).isEmpty());
            note("run", stores.runs.findRun(owner, run).isPresent());
            note("assistant", stores.assistants.find(owner, assistant).isPresent());
            note("assistants", !stores.assistants.list(owner, Optional.empty(), 10).isEmpty());
            note("document", stores.documents.find(owner, document).isPresent());
            note("version", stores.documents.findVersion(owner, document, 1).isPresent());
            note("documents", !stores.documents.list(owner, Optional.empty(), 10).isEmpty());
            note("pages", !stores.documents.readPages(owner, document, 1, 1, 10).isEmpty());
            note("content", stores.documents.readContent(owner, file, 1, 0).isPresent());
            note("passages", !stores.passages.find(owner, Scope.ALL, passages()).isEmpty());
            note("search", !stores.search.search(owner, SearchQuery.of(Sought.of(PlainText.of("more")), 10))
                    .hits()
                    .isEmpty());
            note("latest", stores.passages.latest(owner) > 0);
            note("ranked",
                    !stores.passages.search(owner, Scope.of(Set.of(document)), PlainText.of("servo"), 10).isEmpty());
            return successes;
        }

        /** Returns what could be read or changed. */
        Set<String> successes() {
            readings();
            note("follow", stores.runs.follow(owner, run).isPresent());
            note("cancel", stores.runs.cancel(owner, run).isPresent());
            note("close", stores.sessions.closeTurn(owner, TurnFixtures.end(session, new Execution(run, 1),
                    TurnFixtures.completed("theirs"))) instanceof TurnClosing.Closed);
            note("turn", stores.sessions.readTurn(owner, new Execution(run, 1), 10).isPresent());
            note("change", stores.catalog.change(owner, session, 0,
                    SessionAttributes.DEFAULT) instanceof SessionChanging.Changed);
            note("add",
                    stores.catalog.addMessage(owner, session,
                            new NewMessage(new MessageId(UUID.randomUUID()), Role.USER,
                                    PlainText.of("mine"))) instanceof MessageAdding.Added);
            note("replace", stores.assistants.replace(owner, assistant, AssistantDraft.of("n", "i"),
                    OptionalInt.empty()) instanceof AssistantChange.Done);
            note("delete assistant",
                    stores.assistants.delete(owner, assistant, OptionalInt.empty()) instanceof AssistantChange.Done);
            note("delete document", stores.documents.delete(owner, document));
            note("delete session",
                    stores.catalog.delete(owner, session, Optional.empty()) instanceof SessionDeleting.Deleted);
            return successes;
        }

        private List<PassageId> passages() {
            try {
                return strings(url, "SELECT id FROM passages").stream()
                        .map(id -> new PassageId(UUID.fromString(id)))
                        .toList();
            } catch (SQLException failure) {
                throw new AssertionError(failure);
            }
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = TestConnections.open(url); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> strings(String url, String query) throws SQLException {
        try (Connection connection = TestConnections.open(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }
}
