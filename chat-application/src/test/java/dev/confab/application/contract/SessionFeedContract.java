package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TurnFixtures.Ask;
import dev.confab.domain.Owner;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Message;
import dev.confab.domain.message.Role;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionFeed;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionNews;
import dev.confab.domain.session.SessionOrder;
import dev.confab.domain.session.SessionStore;
import dev.confab.domain.session.TurnOpening;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a {@link SessionFeed} promises. */
public abstract class SessionFeedContract extends StoreContract {

    private static final int SEEDS = 5;
    private static final int STEPS = 60;

    /** Returns the catalog over the stores of {@link #stores()}. */
    protected abstract SessionCatalog catalog();

    /** Returns the feed of the stores of {@link #stores()}. */
    protected abstract SessionFeed feed();

    private SessionId made(Owner owner) {
        NewSession session = SessionCatalogContract.fresh("made");
        catalog().create(owner, session);
        return session.id();
    }

    private void add(SessionId session, String content) {
        catalog().addMessage(ada, session, SessionCatalogContract.saying(Role.USER, content));
    }

    private SessionNews.Changes changes(Optional<SessionCursor> since, int limit) {
        return assertInstanceOf(SessionNews.Changes.class, feed().read(ada, since, limit));
    }

    /** What somebody knows who applies all changes. */
    private final class Copy {

        private final Map<SessionId, SessionEntry> sessions = new HashMap<>();
        private final Map<SessionId, TreeMap<Long, Message>> logs = new HashMap<>();
        private Optional<SessionCursor> next = Optional.empty();

        /** Returns whether there is more. */
        boolean read(int limit) {
            SessionNews.Changes news = changes(next, limit);
            assertTrue(news.messages().size() + news.deleted().size() <= limit);
            news.sessions().forEach(entry -> sessions.put(entry.session().id(), entry));
            for (Message message : news.messages()) {
                assertTrue(sessions.containsKey(message.session()), "a message comes with its session");
                logs.computeIfAbsent(message.session(), id -> new TreeMap<>()).put(message.seq(), message);
            }
            for (SessionNews.Deletion gone : news.deleted()) {
                sessions.remove(gone.session());
                logs.remove(gone.session());
            }
            next = Optional.of(news.next());
            return news.more();
        }

        void readAll(int limit) {
            boolean more = true;
            while (more) {
                more = read(limit);
            }
        }
    }

    private void assertTrueCopy(Copy copy) {
        var page = (SessionListing.Page) catalog().list(ada, SessionFilter.NONE,
                SessionOrder.CREATED, Optional.empty(), SessionCatalog.MAX_PAGE);
        Map<SessionId, SessionEntry> truth = new HashMap<>();
        page.entries().forEach(entry -> truth.put(entry.session().id(), entry));
        assertEquals(truth, copy.sessions);
        truth.keySet()
                .forEach(session -> assertEquals(
                        store().readMessages(ada, session, 0, SessionStore.MAX_PAGE),
                        List.copyOf(copy.logs.getOrDefault(session, new TreeMap<>()).values())));
    }

    @Test
    final void read_fromTheBeginning_tellsAllThereIs() {
        SessionId deleted = made(ada);
        catalog().delete(ada, deleted, Optional.empty());
        SessionId session = made(ada);
        add(session, "one");
        TurnOpening.Opened opened = open(Ask.asking("two"));
        close(opened, TurnFixtures.cited("an answer"));
        made(bob);

        SessionNews.Changes all = changes(Optional.empty(), 100);

        assertEquals(2, all.sessions().size());
        assertEquals(3, all.messages().size());
        assertEquals(List.of(), all.deleted());
        assertFalse(all.more());
        SessionNews.Changes none = changes(Optional.of(all.next()), 100);
        assertEquals(List.of(), none.sessions());
        assertEquals(List.of(), none.messages());
        assertFalse(none.more());
    }

    @Test
    final void read_tellsWhatIsNewAndDifferentAndGone() {
        SessionId renamed = made(ada);
        SessionId deleted = made(ada);
        SessionId still = made(ada);
        add(still, "before");
        SessionCursor since = changes(Optional.empty(), 100).next();

        catalog().change(ada, renamed, 0, SessionCatalogContract.titled("new name"));
        add(still, "after");
        catalog().delete(ada, deleted, Optional.empty());

        SessionNews.Changes news = changes(Optional.of(since), 100);
        assertEquals(List.of(catalog().find(ada, renamed).orElseThrow(), catalog().find(ada, still).orElseThrow()),
                news.sessions());
        assertEquals(List.of("after"), contents(news.messages()));
        assertEquals(List.of(deleted), news.deleted().stream().map(SessionNews.Deletion::session).toList());
        var foreign = assertInstanceOf(SessionNews.Changes.class, feed().read(bob, Optional.of(since), 10));
        assertEquals(List.of(), foreign.sessions());
        assertEquals(List.of(), foreign.messages());
        assertEquals(List.of(), foreign.deleted());
    }

    @Test
    final void read_byThoseWhoApplyIt_makesATrueCopyWhateverHappensMeanwhile() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var random = new Random(seed);
            var copy = new Copy();
            List<SessionId> all = new ArrayList<>();
            all.add(made(ada));
            for (int step = 0; step < STEPS; step++) {
                SessionId some = all.get(random.nextInt(all.size()));
                switch (random.nextInt(8)) {
                    case 0 -> all.add(made(ada));
                    case 1 -> catalog().delete(ada, some, Optional.empty());
                    case 2 -> catalog().find(ada, some)
                            .ifPresent(entry -> catalog().change(ada, some, entry.revision(),
                                    SessionCatalogContract.titled("name " + entry.revision())));
                    case 3 -> close(open(Ask.asking("asked").in(some)), TurnFixtures.completed("answered"));
                    case 4, 5 -> copy.read(1 + random.nextInt(3));
                    default -> add(some, "said");
                }
            }
            copy.readAll(1 + random.nextInt(5));
            assertTrueCopy(copy);
        }
    }

    @Test
    final void read_ofABranch_tellsItsCopies() {
        TurnOpening.Opened first = open(Ask.asking("one"));
        close(first, TurnFixtures.completed("uno"));
        TurnOpening.Opened second = open(Ask.asking("two").in(first.session().id()));
        close(second, TurnFixtures.completed("dos"));
        var copy = new Copy();
        copy.readAll(2);

        open(Ask.asking("three").in(first.session().id()).insteadOf(second.question().id()));
        copy.readAll(1);

        assertTrueCopy(copy);
    }

    @Test
    final void read_sinceWhatWasNeverTold_isTooOld() {
        for (String wrong : List.of("x", "1", "- - -", "9999999999999:9999999999999:", "0 0", "999999999999 1 1")) {
            assertEquals(new SessionNews.TooOld(),
                    feed().read(ada, Optional.of(new SessionCursor(wrong)), 10), wrong);
        }
    }

    @Test
    final void forgetDeletions_makesCursorsOfBeforeTooOld() {
        SessionId early = made(ada);
        made(ada);
        SessionCursor before = changes(Optional.empty(), 100).next();
        catalog().delete(ada, early, Optional.empty());
        SessionCursor after = changes(Optional.of(before), 100).next();

        feed().forgetDeletions(Instant.now().minus(Duration.ofHours(1)), 100);
        assertEquals(List.of(early), changes(Optional.of(before), 100).deleted()
                .stream()
                .map(SessionNews.Deletion::session)
                .toList());
        SessionCursor oldest = feed().forgetDeletions(Instant.now().plus(Duration.ofHours(1)), 1_000).orElseThrow();

        assertEquals(new SessionNews.TooOld(), feed().read(ada, Optional.of(before), 100));
        assertEquals(List.of(), changes(Optional.of(after), 100).deleted());
        assertEquals(List.of(), changes(Optional.of(oldest), 100).deleted());
        var copy = new Copy();
        copy.readAll(1);
        assertTrueCopy(copy);
    }
}
