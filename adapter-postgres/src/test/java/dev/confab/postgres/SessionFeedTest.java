package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.Stores;
import dev.confab.application.contract.SyncModelContract;
import dev.confab.domain.MessageId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.assistant.AssistantStore;
import dev.confab.domain.message.Role;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.session.MessagePage;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionNews;
import dev.confab.domain.session.SessionOrder;
import dev.confab.domain.session.SessionSync;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Changes whose transactions end in another order than they began. */
class SessionFeedTest {

    private final Owner ada = new Owner("ada-" + UUID.randomUUID());
    private final SessionCatalog catalog = SharedDatabase.beans().getBean(SessionCatalog.class);
    private final SessionFeed feed = SharedDatabase.beans().getBean(SessionFeed.class);

    private SessionId made() {
        var session = new NewSession(new SessionId(UUID.randomUUID()), false, SessionAttributes.DEFAULT);
        catalog.create(ada, session);
        return session.id();
    }

    private void add(SessionId session, String content) {
        catalog.addMessage(ada, session,
                new NewMessage(new MessageId(UUID.randomUUID()), Role.USER, PlainText.of(content)));
    }

    private SessionNews.Changes since(Optional<SessionCursor> cursor) {
        return assertInstanceOf(SessionNews.Changes.class, feed.read(ada, cursor, 100));
    }

    private static List<String> contents(SessionNews.Changes news) {
        return news.messages().stream().map(message -> message.content().value()).toList();
    }

    /** A transaction that took its number and has not done anything yet. */
    private static final class Early implements AutoCloseable {

        private final Connection connection = TestConnections.open(SharedDatabase.server().url());
        private final Statement statement;

        Early() throws SQLException {
            connection.setAutoCommit(false);
            statement = connection.createStatement();
            statement.execute("SELECT pg_current_xact_id()");
        }

        void add(Owner owner, SessionId session, String content) throws SQLException {
            statement.execute("SELECT confab_add_message(set_config('confab.owner', '" + owner.value() + "', true), '"
                    + session + "', '"
                    + UUID.randomUUID() + "', 'user', '" + content + "')");
        }

        void execute(String sql) throws SQLException {
            statement.execute(sql);
        }

        void commit() throws SQLException {
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Test
    void read_beforeAnEarlyTransactionEnds_tellsItsChangesAfterwards() throws Exception {
        SessionId session = made();
        SessionId gone = made();
        SessionCursor start = since(Optional.empty()).next();
        try (Early early = new Early()) {
            add(session, "begun later, committed first");
            SessionNews.Changes first = since(Optional.of(start));
            assertEquals(List.of("begun later, committed first"), contents(first));

            early.add(ada, session, "begun first, committed last");
            early.execute("DELETE FROM chat_sessions WHERE id = '" + gone + "'");
            SessionNews.Changes meanwhile = since(Optional.of(first.next()));
            assertEquals(List.of(), contents(meanwhile));
            early.commit();

            for (SessionCursor cursor : List.of(first.next(), meanwhile.next())) {
                SessionNews.Changes late = since(Optional.of(cursor));
                assertEquals(List.of("begun first, committed last"), contents(late));
                assertEquals(List.of(session), late.sessions().stream().map(entry -> entry.session().id()).toList());
                assertEquals(List.of(gone), late.deleted().stream().map(SessionNews.Deletion::session).toList());
            }
            SessionNews.Changes all = since(Optional.of(start));
            assertEquals(List.of("begun later, committed first", "begun first, committed last"), contents(all));
        }
    }

    @Test
    void read_beforeAnEarlyBatchEnds_tellsAllOfItAfterwards() throws Exception {
        SessionId session = made();
        add(session, "to be deleted");
        SessionCursor start = since(Optional.empty()).next();
        MessageId message = catalog.readMessages(ada, session, MessagePage.after(0, 1)).orElseThrow().getFirst().id();
        var fresh = new SessionId(UUID.randomUUID());
        try (Early early = new Early()) {
            SessionId later = made();
            SessionCursor meanwhile = since(Optional.of(start)).next();
            early.execute("SELECT confab_sync(set_config('confab.owner', '" + ada.value()
                    + "', true), '[{\"kind\": \"message_deleted\", \"session\": \""
                    + session + "\", \"message\": \"" + message + "\"}, {\"kind\": \"session_made\", \"session\": \""
                    + fresh + "\", \"mode\": \"open_chat\", \"documents\": [], \"metadata\": [], \"made_of\": "
                    + "\"\\\\x00\"}]')");
            SessionCursor last = since(Optional.of(meanwhile)).next();
            assertEquals(List.of(), since(Optional.of(meanwhile)).withdrawn());
            early.commit();

            for (SessionCursor cursor : List.of(start, meanwhile, last)) {
                SessionNews.Changes late = since(Optional.of(cursor));
                assertEquals(List.of(message), late.withdrawn().stream().map(SessionNews.Withdrawal::message).toList());
                assertTrue(late.sessions().stream().anyMatch(entry -> entry.session().id().equals(fresh)));
            }
            assertEquals(List.of(later), since(Optional.of(start)).sessions()
                    .stream()
                    .map(entry -> entry.session().id())
                    .filter(id -> !id.equals(fresh))
                    .toList());
        }
    }

    /** What {@link SyncModelContract} proves, with batches that are committed long after they took their numbers. */
    @Nested
    class LateModel extends SyncModelContract {

        private final EarlySync late = new EarlySync(SharedDatabase.server().url(),
                SharedDatabase.beans().getBean(SessionSync.class));

        @AfterEach
        void end() throws SQLException {
            late.close();
        }

        @Override
        protected Stores stores() {
            return new Stores(SharedDatabase.store(), SharedDatabase.beans().getBean(RunStore.class),
                    SharedDatabase.beans().getBean(AssistantStore.class), () -> {}, (owner, document) -> {});
        }

        @Override
        protected SessionSync sync() {
            return late;
        }

        @Override
        protected SessionFeed feed() {
            return feed;
        }

        @Override
        protected int seeds() {
            return 3;
        }
    }

    @Test
    void read_ofOneSessionWhoseNumbersRunBackwards_missesNothing() throws Exception {
        SessionId session = made();
        try (Early bystander = new Early(); Early early = new Early()) {
            SessionCursor start = since(Optional.empty()).next();
            add(session, "one");
            early.add(ada, session, "two");
            early.commit();

            assertEquals(List.of("one", "two"), contents(since(Optional.of(start))));
            bystander.commit();
            assertEquals(List.of("one", "two"), contents(since(Optional.of(start))));
        }
    }

    @Test
    void list_byUpdates_keepsTheOrderOfTheFirstPageAlsoForWhatIsCommittedLate() throws Exception {
        SessionId oldest = made();
        made();
        made();
        try (Early early = new Early()) {
            early.add(ada, oldest, "late");
            var first = assertInstanceOf(SessionListing.Page.class,
                    catalog.list(ada, SessionFilter.NONE, SessionOrder.UPDATED, Optional.empty(), 1));
            early.commit();
            var rest = assertInstanceOf(SessionListing.Page.class,
                    catalog.list(ada, SessionFilter.NONE, SessionOrder.UPDATED, first.next(), 10));

            assertEquals(2, rest.entries().size());
            assertEquals(oldest, rest.entries().getLast().session().id());
            assertTrue(rest.next().isEmpty());
        }
    }
}
