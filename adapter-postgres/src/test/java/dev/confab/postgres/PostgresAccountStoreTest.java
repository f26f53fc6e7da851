package dev.confab.postgres;

import static dev.confab.application.contract.TurnFixtures.Ask.asking;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.AccountStoreContract;
import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.contract.Stores;
import dev.confab.application.contract.TurnFixtures;
import dev.confab.domain.AssistantId;
import dev.confab.domain.DocumentId;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.account.AccountStore;
import dev.confab.domain.account.Erased;
import dev.confab.domain.assistant.AssistantDraft;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.identity.Access;
import dev.confab.domain.identity.NewToken;
import dev.confab.domain.identity.TokenId;
import dev.confab.domain.identity.TokenProof;
import dev.confab.domain.identity.TokenStore;
import dev.confab.domain.message.Role;
import dev.confab.domain.quota.Amount;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Limits;
import dev.confab.domain.quota.Price;
import dev.confab.domain.quota.QuotaStore;
import dev.confab.domain.quota.Reservation;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.TextPiece;
import dev.confab.domain.search.MessageSearch;
import dev.confab.domain.search.SearchQuery;
import dev.confab.domain.search.Sought;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewTurn;
import dev.confab.domain.session.OfflineChange;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.SessionSync;
import dev.confab.domain.session.TurnOpening;
import dev.confab.domain.summary.NewSummary;
import dev.confab.domain.summary.SummaryStore;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Forgetting what an owner has, down to the last row. */
class PostgresAccountStoreTest {

    /** Tables in which nothing is anybody's. */
    private static final Set<String> NOBODYS = Set.of("confab_schema_history", "passage_clock", "vector_spaces",
            "near_spaces", "session_feed", "background_tasks");
    /** By which columns it is told whose a row is, and by whose identities. */
    private static final Map<String, String> BY_COLUMN = Map.of("owner", "owner", "session_id", "sessions", "run_id",
            "runs",
            "document_id", "documents", "passage_id", "passages", "content_id", "contents");
    /** What is kept on purpose, for a while: indexes have to hear of a deletion, and so have the owner's other devices. */
    private static final Set<String> MARKS = Set.of("passage_removals.document_id", "session_deletions.owner",
            "session_deletions.session_id");

    private final Owner ada = FilledStore.owner("ada");
    private final Owner bob = FilledStore.owner("bob");

    @Nested
    class Contract extends AccountStoreContract {

        @Override
        protected Stores stores() {
            return new Stores(SharedDatabase.store(), SharedDatabase.beans().getBean(RunStore.class),
                    SharedDatabase.beans().getBean(AssistantStore.class), () -> {},
                    (owner, document) -> filled().searchable(owner, DocumentFixtures.chunks(document, Optional.empty(),
                            Optional.empty(), "title", document.toString()), Optional.empty()));
        }

        @Override
        protected AccountStore account() {
            return SharedDatabase.beans().getBean(AccountStore.class);
        }

        @Override
        protected DocumentStore documents() {
            return filled().documents();
        }

        @Override
        protected void entitle(Owner owner, SessionId session, PlainText title) {
            PostgresAccountStoreTest.entitle(session, title.value());
        }
    }

    private static FilledStore filled() {
        return FilledStore.of(SharedDatabase.beans());
    }

    private static void entitle(SessionId session, String title) {
        execute("UPDATE chat_sessions SET title = '" + title + "' WHERE id = '" + session + "'");
    }

    @Test
    void erase_whateverTablesThereAre_leavesNoRowOfTheOwner() {
        fill(ada);
        fill(bob);
        // Last, since whoever claims a version deletes what is left of others.
        execute("INSERT INTO document_sweeps (document_id, version, whole) SELECT id, 1, false FROM documents "
                + "WHERE searchable IS NOT NULL AND owner = '" + ada.value() + "'");
        Map<String, String> owned = identities(ada);
        Map<String, Long> before = rows(owned);
        assertEquals(Set.of(), new TreeSet<>(before.entrySet()
                .stream()
                .filter(each -> each.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList()), "there is something of the owner everywhere");
        Map<String, Long> others = rows(identities(bob));

        AccountStore account = SharedDatabase.beans().getBean(AccountStore.class);
        Erased erased = account.erase(ada);
        while (erased.more()) {
            erased = account.erase(ada);
        }
        assertFalse(SharedDatabase.beans().getBean(AssistantStore.class).erase(ada).more());
        assertFalse(SharedDatabase.beans().getBean(TokenStore.class).erase(ada).more());
        assertFalse(SharedDatabase.beans().getBean(QuotaStore.class).erase(ada).more());

        Map<String, Long> left = rows(owned);
        left.keySet().removeAll(MARKS);
        left.values().removeIf(count -> count == 0);
        assertEquals(Map.of(), left);
        assertEquals(others, rows(identities(bob)));
    }

    @Test
    void erase_ofALongSession_leavesAShorterOneInBetween() {
        SessionStore store = SharedDatabase.store();
        TurnOpening.Opened opened = open(store, asking("one").turn());
        SessionId session = opened.session().id();
        execute("INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at, owner) "
                + "SELECT gen_random_uuid(), '" + session + "', n, n, 'user', 'words', 'complete', '"
                + opened.question().run() + "', now(), '" + ada.value() + "' FROM generate_series(2, 5000) n");
        execute("UPDATE chat_sessions SET last_seq = 5000 WHERE id = '" + session + "'");
        find("words");
        AccountStore account = SharedDatabase.beans().getBean(AccountStore.class);

        assertEquals(Map.of("sessions", 0L, "messages", 2_000L, "runs", 0L, "documents", 0L),
                account.erase(ada).counts());
        assertEquals(3_000, store.findSession(ada, session).orElseThrow().lastSeq());
        assertEquals(List.of(), store.readMessages(ada, session, 3_000, 10));
        assertEquals(10, store.readMessages(ada, session, 2_990, 20).size());
        assertEquals(100, find("words"));
        open(store, asking("anew words").in(session).turn());
        assertEquals(100, find("words"));

        Erased erased = account.erase(ada);
        while (erased.more()) {
            erased = erased.and(account.erase(ada));
        }
        assertEquals(3_001, erased.counts().get("messages"));
        assertEquals(0, find("words"));
    }

    @Test
    void erase_ofALongSession_takesASummaryOfWhatIsGoneAlong() {
        SessionStore store = SharedDatabase.store();
        TurnOpening.Opened opened = open(store, asking("one").turn());
        SessionId session = opened.session().id();
        store.closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("two")));
        execute("INSERT INTO messages (id, session_id, seq, turn_seq, role, content, status, run_id, created_at, owner) "
                + "SELECT gen_random_uuid(), '" + session + "', n, n, 'user', 'words', 'complete', '"
                + opened.question().run() + "', now(), '" + ada.value() + "' FROM generate_series(3, 2500) n");
        execute("UPDATE chat_sessions SET last_seq = 2500 WHERE id = '" + session + "'");
        SummaryStore summaries = SharedDatabase.beans().getBean(SummaryStore.class);
        assertTrue(summaries.save(ada, session, Optional.empty(), new NewSummary(PlainText.of("They met."), "model",
                store.readMessages(ada, session, 0, 1_000))));

        SharedDatabase.beans().getBean(AccountStore.class).erase(ada);

        assertEquals(500, store.findSession(ada, session).orElseThrow().lastSeq());
        assertEquals(Optional.empty(), summaries.find(ada, session));
    }

    @Test
    void messageThatGetsOtherWords_takesASummaryThatTellsOfItAlong() {
        SessionStore store = SharedDatabase.store();
        TurnOpening.Opened opened = open(store, asking("one").turn());
        SessionId session = opened.session().id();
        store.closeTurn(ada, TurnFixtures.end(opened, TurnFixtures.completed("two")));
        SummaryStore summaries = SharedDatabase.beans().getBean(SummaryStore.class);
        assertTrue(summaries.save(ada, session, Optional.empty(), new NewSummary(PlainText.of("They met."), "model",
                store.readMessages(ada, session, 0, 1))));

        execute("UPDATE messages SET content = 'other' WHERE session_id = '" + session + "' AND seq = 2");
        assertTrue(summaries.find(ada, session).isPresent());
        execute("UPDATE messages SET content = 'other' WHERE session_id = '" + session + "' AND seq = 1");
        assertEquals(Optional.empty(), summaries.find(ada, session));
    }

    private int find(String words) {
        return SharedDatabase.beans()
                .getBean(MessageSearch.class)
                .search(ada, SearchQuery.of(Sought.of(PlainText.of(words)), 100))
                .hits()
                .size();
    }

    private TurnOpening.Opened open(SessionStore store, NewTurn turn) {
        return (TurnOpening.Opened) store.openTurn(ada, turn);
    }

    /** Stores something of everything. */
    private static void fill(Owner owner) {
        SessionStore store = SharedDatabase.store();
        var first = (TurnOpening.Opened) store.openTurn(owner, asking("words").keyed("key").turn());
        store.closeTurn(owner, TurnFixtures.end(first, TurnFixtures.cited("answer")));
        var message = new NewMessage(new MessageId(UUID.randomUUID()), Role.USER, PlainText.of("taken back"));
        SharedDatabase.beans()
                .getBean(SessionSync.class)
                .apply(owner, List.of(new OfflineChange.MessageAdded(first.session().id(), message),
                        new OfflineChange.MessageDeleted(first.session().id(), message.id())));
        var second = (TurnOpening.Opened) store.openTurn(owner,
                asking("more").in(first.session().id()).followed().turn());
        SharedDatabase.beans()
                .getBean(RunStore.class)
                .append(TurnFixtures.HOLD, List.of(new TextPiece(new Execution(second.question().run(), 1), 0,
                        PlainText.of("shown"), List.of())));
        entitle(first.session().id(), "A title");
        assertTrue(SharedDatabase.beans()
                .getBean(SummaryStore.class)
                .save(owner, first.session().id(), Optional.empty(), new NewSummary(PlainText.of("They met."), "model",
                        store.readMessages(owner, first.session().id(), 0, 2))));
        SharedDatabase.beans()
                .getBean(MessageSearch.class)
                .search(owner, SearchQuery.of(Sought.of(PlainText.of("words")), 1));
        var deleted = (TurnOpening.Opened) store.openTurn(owner, asking("gone").turn());
        SharedDatabase.beans().getBean(SessionCatalog.class).delete(owner, deleted.session().id(), Optional.empty());
        SharedDatabase.beans()
                .getBean(TokenStore.class)
                .add(new NewToken(new TokenId(UUID.randomUUID()), owner, Access.FULL, "label",
                        Optional.empty(), new TokenProof("00".repeat(8), "00".repeat(32))));
        QuotaStore quotas = SharedDatabase.beans().getBean(QuotaStore.class);
        quotas.admit(owner, Limits.of(Map.of(Limit.REQUESTS_PER_MINUTE, 1L)));
        quotas.charge(owner, new Amount(1, 1));
        quotas.reserve(owner, Limits.NONE, Reservation.of(second.question().run(), Amount.NONE, Price.FREE));
        AssistantStore assistants = SharedDatabase.beans().getBean(AssistantStore.class);
        var assistant = new AssistantId(UUID.randomUUID());
        assistants.add(owner, assistant, AssistantDraft.of("name", "Be kind."));
        assistants.replace(owner, assistant, AssistantDraft.of("name", "Be brief."),
                OptionalInt.empty());
        FilledStore documents = filled();
        documents.searchable(owner, Optional.empty(), Optional.of(DocumentFixtures.SPACE), "a text", "of two passages");
        DocumentId gone = documents.searchable(owner, Optional.empty(), Optional.of(DocumentFixtures.SPACE),
                "gone soon");
        documents.documents().delete(owner, gone);
        var content = new ContentId(UUID.randomUUID());
        documents.documents().putContent(owner, content, 0, DocumentFixtures.bytes("a file of " + owner.value()));
        documents.added(owner, DocumentFixtures.file(content, "title", "a file of " + owner.value()));
        documents.documents().putContent(owner, new ContentId(UUID.randomUUID()), 0, DocumentFixtures.bytes("unused"));
    }

    /** What the owner's rows refer to each other by, as lists of literals. */
    private static Map<String, String> identities(Owner owner) {
        String name = "'" + owner.value() + "'";
        return new TreeMap<>(Map.of("owner", name,
                "sessions", literals("SELECT id FROM chat_sessions WHERE owner = " + name
                        + " UNION SELECT session_id FROM session_deletions WHERE owner = " + name),
                "runs", literals("SELECT id FROM runs WHERE owner = " + name),
                "documents", literals("SELECT id FROM documents WHERE owner = " + name
                        + " UNION SELECT document_id FROM passage_removals WHERE owner = " + name),
                "passages",
                literals("SELECT p.id FROM passages p JOIN documents d ON d.id = p.document_id WHERE d.owner = "
                        + name),
                "contents", literals("SELECT id FROM document_contents WHERE owner = " + name)));
    }

    private static String literals(String query) {
        List<String> all = strings("SELECT quote_literal(x::text) FROM (" + query + ") y (x)");
        return all.isEmpty() ? "'none'" : String.join(", ", all);
    }

    /** Counts the owner's rows by each column of each table that tells whose they are. */
    private static Map<String, Long> rows(Map<String, String> owned) {
        var counts = new TreeMap<String, Long>();
        for (String table : strings("SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') "
                + "AND c.relnamespace = current_schema()::regnamespace ORDER BY 1")) {
            if (NOBODYS.contains(table) || table.startsWith("passage_near_")) {
                continue;
            }
            List<String> columns = new ArrayList<>(strings("SELECT attname FROM pg_attribute WHERE attrelid = '" + table
                    + "'::regclass AND attnum > 0 AND NOT attisdropped"));
            columns.retainAll(BY_COLUMN.keySet());
            assertTrue(!columns.isEmpty(), "nobody knows whose the rows of " + table + " are");
            for (String column : columns) {
                boolean sweepWithoutContent = table.equals("document_sweeps") && column.equals("content_id");
                if (!sweepWithoutContent) {
                    counts.put(table + "." + column,
                            Long.parseLong(strings("SELECT count(*) FROM " + table + " WHERE " + column
                                    + "::text IN (" + owned.get(BY_COLUMN.get(column)) + ")").getFirst()));
                }
            }
        }
        return counts;
    }

    private static List<String> strings(String query) {
        try (Connection connection = TestConnections.open(SharedDatabase.server().url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
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
}
