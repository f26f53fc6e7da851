package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.confab.domain.MessageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.message.Role;
import dev.confab.domain.retrieval.Scope;
import dev.confab.domain.session.Metadata;
import dev.confab.domain.session.NewMessage;
import dev.confab.domain.session.NewSession;
import dev.confab.domain.session.SessionAttributes;
import dev.confab.domain.session.SessionCatalog;
import dev.confab.domain.session.SessionCursor;
import dev.confab.domain.session.SessionEntry;
import dev.confab.domain.session.SessionFilter;
import dev.confab.domain.session.SessionListing;
import dev.confab.domain.session.SessionMode;
import dev.confab.domain.session.SessionOrder;
import dev.confab.domain.session.Title;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a {@link SessionCatalog} promises about lists. */
public abstract class SessionListContract extends StoreContract {

    private static final int SEEDS = 6;

    /** Returns the catalog over the stores of {@link #stores()}. */
    protected abstract SessionCatalog catalog();

    private SessionId made(String title, SessionMode mode, Map<String, String> metadata) {
        var session = new NewSession(new SessionId(UUID.randomUUID()), false, new SessionAttributes(
                Optional.of(new Title(PlainText.of(title))), mode, Scope.ALL, new Metadata(metadata)));
        catalog().create(ada, session);
        return session.id();
    }

    private SessionId made(String title) {
        return made(title, SessionMode.OPEN_CHAT, Map.of());
    }

    private void touch(SessionId session) {
        catalog().addMessage(ada, session,
                new NewMessage(new MessageId(UUID.randomUUID()), Role.USER, PlainText.of("again")));
    }

    private SessionListing.Page page(SessionFilter filter, SessionOrder order, Optional<SessionCursor> after,
            int limit) {
        return assertInstanceOf(SessionListing.Page.class, catalog().list(ada, filter, order, after, limit));
    }

    private static List<String> titles(List<SessionEntry> entries) {
        return entries.stream()
                .map(entry -> entry.title().map(title -> title.text().value()).orElse("-"))
                .toList();
    }

    private List<String> titles(SessionFilter filter) {
        return titles(page(filter, SessionOrder.CREATED, Optional.empty(), 10).entries());
    }

    @Test
    final void list_isNewestFirst() {
        SessionId one = made("one");
        made("two");
        made("three");
        touch(one);

        assertEquals(List.of("three", "two", "one"), titles(SessionFilter.NONE));
        SessionListing.Page updated = page(SessionFilter.NONE, SessionOrder.UPDATED, Optional.empty(), 10);
        assertEquals(List.of("one", "three", "two"), titles(updated.entries()));
        assertEquals(Optional.empty(), updated.next());
        assertEquals(catalog().find(ada, one), Optional.of(updated.entries().getFirst()));
        assertEquals(new SessionListing.Page(List.of(), Optional.empty()),
                catalog().list(bob, SessionFilter.NONE, SessionOrder.CREATED, Optional.empty(), 10));
    }

    @Test
    final void list_hasSessionsThatBeganWithATurn() {
        open(TurnFixtures.Ask.asking("hello"));

        assertEquals(List.of("-"), titles(SessionFilter.NONE));
    }

    @Test
    final void list_ofSomeAlone_leavesOutTheOthers() {
        made("A Motor", SessionMode.GROUNDED_RAG, Map.of("app", "demo", "who", "app"));
        made("motors", SessionMode.OPEN_CHAT, Map.of("app", "other"));
        made("100% _sure_", SessionMode.OPEN_CHAT, Map.of("demo", "app"));

        assertEquals(List.of("A Motor"), titles(new SessionFilter(Optional.of(SessionMode.GROUNDED_RAG),
                Optional.empty(), Map.of())));
        assertEquals(List.of("motors", "A Motor"), titles(titled("MOTOR")));
        assertEquals(List.of("100% _sure_"), titles(titled("% _")));
        assertEquals(List.of(), titles(titled("_otor")));
        assertEquals(List.of("A Motor"), titles(with(Map.of("app", "demo"))));
        assertEquals(List.of("A Motor"), titles(with(Map.of("app", "demo", "who", "app"))));
        assertEquals(List.of(), titles(with(Map.of("app", "demo", "who", "other"))));
        assertEquals(List.of(), titles(with(Map.of("app", "DEMO"))));
        assertEquals(List.of("motors"), titles(page(titled("motor"), SessionOrder.UPDATED, Optional.empty(), 1)
                .entries()));
    }

    private static SessionFilter titled(String part) {
        return new SessionFilter(Optional.empty(), Optional.of(new Title(PlainText.of(part))), Map.of());
    }

    private static SessionFilter with(Map<String, String> metadata) {
        return new SessionFilter(Optional.empty(), Optional.empty(), metadata);
    }

    @Test
    final void list_afterWhatWasNeverTold_isRefused() {
        made("one");
        made("two");
        SessionCursor created = page(SessionFilter.NONE, SessionOrder.CREATED, Optional.empty(), 1).next()
                .orElseThrow();
        SessionCursor updated = page(SessionFilter.NONE, SessionOrder.UPDATED, Optional.empty(), 1).next()
                .orElseThrow();

        for (SessionCursor wrong : List.of(updated, new SessionCursor("x"), new SessionCursor(created.value() + "x"),
                new SessionCursor("1 1 1 1"), new SessionCursor("'"))) {
            assertEquals(new SessionListing.BadCursor(),
                    catalog().list(ada, SessionFilter.NONE, SessionOrder.CREATED, Optional.of(wrong), 1));
        }
        for (SessionCursor wrong : List.of(created, new SessionCursor(updated.value() + "9,"),
                new SessionCursor(updated.value().replace(" ", "  ")))) {
            assertEquals(new SessionListing.BadCursor(),
                    catalog().list(ada, SessionFilter.NONE, SessionOrder.UPDATED, Optional.of(wrong), 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    final void list_pageAfterPage_tellsEachOnceWhateverHappensMeanwhile(SessionOrder order) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var random = new Random(seed);
            Set<SessionId> before = new HashSet<>();
            for (SessionEntry entry : page(SessionFilter.NONE, order, Optional.empty(), SessionCatalog.MAX_PAGE)
                    .entries()) {
                before.add(entry.session().id());
            }
            while (before.size() < 20) {
                before.add(made("before"));
            }
            List<SessionId> all = new ArrayList<>(before);
            Set<SessionId> deleted = new HashSet<>();
            List<SessionId> told = new ArrayList<>();
            Optional<SessionCursor> next = Optional.empty();
            do {
                SessionListing.Page page = page(SessionFilter.NONE, order, next, 1 + random.nextInt(4));
                page.entries().forEach(entry -> told.add(entry.session().id()));
                next = page.next();
                for (int happens = random.nextInt(4); happens > 0; happens--) {
                    happen(random, all, deleted);
                }
            } while (next.isPresent());

            String context = "seed " + seed + ", order " + order;
            assertEquals(told.size(), Set.copyOf(told).size(), context);
            before.removeAll(deleted);
            before.removeAll(told);
            assertEquals(Set.of(), before, context);
        }
    }

    private void happen(Random random, List<SessionId> all, Set<SessionId> deleted) {
        SessionId some = all.get(random.nextInt(all.size()));
        switch (random.nextInt(5)) {
            case 0 -> all.add(made("meanwhile"));
            case 1 -> {
                catalog().delete(ada, some, Optional.empty());
                deleted.add(some);
            }
            case 2 -> catalog().find(ada, some)
                    .ifPresent(entry -> catalog().change(ada, some, entry.revision(), SessionAttributes.DEFAULT));
            default -> touch(some);
        }
    }
}
