package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.Passage;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.retrieval.IndexedPassage;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageFeed;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a {@link PassageStore} promises. */
public abstract class PassageStoreContract extends DocumentContract {

    private static final int WRITERS = 6;
    private static final int ROUNDS = 25;

    @Test
    final void latest_isThatOfWhatTheOwnerMaySee() {
        assertEquals(0, passages().latest(ada));
        add(ada, "not found yet");
        assertEquals(0, passages().latest(ada));
        IngestionTask task = claim();
        cut(task, "not found yet");
        assertEquals(0, passages().latest(ada));
        publish(task);
        long first = passages().latest(ada);
        assertTrue(first > 0);
        assertEquals(0, passages().latest(bob));

        searchable(bob, "bob's");
        assertEquals(first, passages().latest(ada));
        long bobs = passages().latest(bob);
        assertTrue(bobs > first);

        searchable(Owner.EVERYONE, "for all");
        assertTrue(passages().latest(ada) > bobs);
        assertEquals(passages().latest(ada), passages().latest(bob));
        assertEquals(passages().latest(ada), follow(0).latest());
    }

    @Test
    final void latest_growsWithADeletion_andIsNothingWhenNothingIsLeft() {
        DocumentId first = searchable(ada, "first");
        DocumentId second = searchable(ada, "second");
        long before = passages().latest(ada);

        documents().delete(ada, first);
        assertTrue(passages().latest(ada) > before);

        documents().delete(ada, second);
        assertEquals(0, passages().latest(ada));
    }

    @Test
    final void follow_tellsChangesInOrder_theLatestOfEachDocumentAlone() {
        DocumentId first = searchable(ada, "first");
        DocumentId second = searchable(bob, "second");
        replace(ada, first, "first again");
        makeSearchable("first again");

        PassageFeed feed = follow(0);

        assertEquals(List.of(second, first), feed.changes().stream().map(PassageChange::document).toList());
        assertEquals(List.of(Optional.of(1), Optional.of(2)),
                feed.changes().stream().map(PassageChange::version).toList());
        assertEquals(List.of(bob, ada), feed.changes().stream().map(PassageChange::owner).toList());
        assertTrue(feed.changes().getFirst().position() < feed.changes().getLast().position());
        assertEquals(feed.changes().getLast().position(), feed.latest());
        assertTrue(feed.complete());
        assertEquals(List.of(), follow(feed.latest()).changes());
        assertEquals(feed.latest(), follow(feed.latest()).latest());
        assertEquals(List.of(first), follow(feed.changes().getFirst().position()).changes()
                .stream()
                .map(PassageChange::document)
                .toList());
    }

    @Test
    final void follow_tellsDeletionsToThoseWhoKnewMore_butNotFromTheBeginning() {
        DocumentId document = searchable(ada, "soon gone");
        long known = follow(0).latest();
        add(ada, "never found");
        documents().delete(ada, claim().key().document());
        assertEquals(known, follow(known).latest());
        documents().delete(ada, document);

        PassageFeed feed = follow(known);
        assertEquals(1, feed.changes().size());
        PassageChange gone = feed.changes().getFirst();
        assertEquals(document, gone.document());
        assertEquals(ada, gone.owner());
        assertEquals(Optional.empty(), gone.version());
        assertTrue(gone.position() > known);
        assertTrue(feed.complete());
        assertEquals(gone.position(), feed.latest());
        assertEquals(List.of(), follow(0).changes());
        assertEquals(gone.position(), follow(0).latest());
    }

    @Test
    final void follow_inPages_tellsEverythingOnce() {
        for (int number = 0; number < 7; number++) {
            searchable(ada, "document " + number);
        }
        var told = new ArrayList<PassageChange>();
        PassageFeed page = passages().follow(0, 3);
        while (!page.changes().isEmpty()) {
            assertTrue(page.changes().size() <= 3);
            assertEquals(follow(0).latest(), page.latest());
            told.addAll(page.changes());
            page = passages().follow(told.getLast().position(), 3);
        }
        assertEquals(follow(0).changes(), told);
        assertThrows(IllegalArgumentException.class, () -> passages().follow(0, 0));
        assertThrows(IllegalArgumentException.class, () -> passages().follow(0, PassageStore.MAX_PAGE + 1));
        assertThrows(IllegalArgumentException.class, () -> passages().follow(-1, 1));
    }

    @Test
    final void follow_tellsOfWhichSessionARememberedTurnIs() {
        var session = new SessionId(UUID.randomUUID());
        DocumentId turn = rememberedTurn(ada, session, "we spoke of servos");

        assertEquals(Optional.of(session), change(turn).orElseThrow().remembered());
        assertTrue(passages().latest(ada) > 0);
    }

    @Test
    final void read_givesPassagesInOrderInPages() {
        DocumentId document = searchable(ada, "a", "b", "c", "d", "e");
        PassageChange change = change(document).orElseThrow();

        List<IndexedPassage> all = passages().read(change, Optional.of(DocumentFixtures.SPACE), 0, 100);

        assertEquals(List.of(0, 1, 2, 3, 4), all.stream().map(IndexedPassage::ordinal).toList());
        assertEquals(List.of("a", "b", "c", "d", "e"),
                all.stream().map(indexed -> indexed.passage().text().value()).toList());
        assertTrue(all.stream().allMatch(indexed -> indexed.vector().isEmpty()));
        assertEquals(all.subList(2, 4), passages().read(change, Optional.empty(), 2, 2));
        assertEquals(List.of(), passages().read(change, Optional.empty(), 5, 2));
        Passage passage = all.get(1).passage();
        assertEquals(document, passage.document());
        assertEquals(1, passage.version());
        assertEquals(PlainText.of("Title of a\n\nb\n\nc\n\nd\n\ne"), passage.title());
        assertEquals(List.of(PlainText.of("Heading")), passage.headings());
        assertEquals(3, passage.span().from());
        assertEquals(Optional.of(1), passage.pageAt(0));
        assertThrows(IllegalArgumentException.class, () -> passages().read(change, Optional.empty(), 0, 0));
        assertThrows(IllegalArgumentException.class,
                () -> passages().read(change, Optional.empty(), 0, PassageStore.MAX_PAGE + 1));
    }

    @Test
    final void read_ofAVersionThatIsNotFoundAnyMore_isEmpty() {
        DocumentId document = searchable(ada, "old");
        PassageChange old = change(document).orElseThrow();
        replace(ada, document, "new");
        makeSearchable("new");
        assertEquals(List.of(), passages().read(old, Optional.empty(), 0, 10));

        PassageChange current = change(document).orElseThrow();
        documents().delete(ada, document);
        assertEquals(List.of(), passages().read(current, Optional.empty(), 0, 10));
    }

    @Test
    final void find_givesWhatTheOwnerMaySee_inTheOrderAskedFor() {
        List<PassageId> adas = ids(searchable(ada, "one", "two", "three"));
        List<PassageId> bobs = ids(searchable(bob, "bob's"));
        List<PassageId> everyones = ids(searchable(Owner.EVERYONE, "for all"));
        var asked = new ArrayList<PassageId>();
        asked.add(new PassageId(UUID.randomUUID()));
        asked.addAll(everyones);
        asked.addAll(adas.reversed());
        asked.addAll(bobs);

        assertEquals(List.of("for all", "three", "two", "one"), find(ada, Scope.ALL, asked));
        assertEquals(List.of("for all", "bob's"), find(bob, Scope.ALL, asked));
        assertEquals(List.of("for all"), find(Owner.EVERYONE, Scope.ALL, asked));
        assertEquals(List.of(), find(ada, Scope.ALL, List.of()));
        assertThrows(IllegalArgumentException.class, () -> passages().find(ada, Scope.ALL,
                Collections.nCopies(PassageStore.MAX_PAGE + 1, adas.getFirst())));
    }

    @Test
    final void find_outsideTheScope_givesNothing() {
        DocumentId first = searchable(ada, "first");
        DocumentId second = searchable(ada, "second");
        DocumentId bobs = searchable(bob, "bob's");
        DocumentId everyones = searchable(Owner.EVERYONE, "for all");
        List<PassageId> all = java.util.stream.Stream.of(first, second, bobs, everyones)
                .flatMap(document -> ids(document).stream())
                .toList();

        assertEquals(List.of("second"), find(ada, Scope.of(Set.of(second)), all));
        assertEquals(List.of("first", "for all"), find(ada, Scope.of(Set.of(first, everyones)), all));
        assertEquals(List.of(), find(ada, Scope.of(Set.of(bobs)), all));
        assertEquals(List.of("first", "second", "for all"), find(ada, Scope.of(Set.of()), all));
    }

    @Test
    final void find_ofWhatIsNotFoundAnyMoreOrYet_givesNothing() {
        DocumentId document = searchable(ada, "old");
        List<PassageId> old = ids(document);
        replace(ada, document, "new");
        IngestionTask task = claim();
        List<PassageId> fresh = cut(task, "new");
        assertEquals(List.of("old"), find(ada, Scope.ALL, concat(old, fresh)));

        publish(task);
        assertEquals(List.of("new"), find(ada, Scope.ALL, concat(old, fresh)));

        documents().delete(ada, document);
        assertEquals(List.of(), find(ada, Scope.ALL, concat(old, fresh)));
    }

    @Test
    final void rememberedTurns_areInEveryScopeOfTheirOwner() {
        DocumentId turn = rememberedTurn(ada, new SessionId(UUID.randomUUID()), "we spoke of servos");
        DocumentId document = searchable(ada, "servos in a document");
        List<PassageId> both = concat(ids(turn), ids(document));

        assertEquals(List.of("we spoke of servos", "servos in a document"),
                find(ada, Scope.of(Set.of(document)), both));
        assertEquals(List.of("we spoke of servos"), find(ada, Scope.of(Set.of(DocumentFixtures.newDocument())), both));
        assertEquals(List.of(), find(bob, Scope.ALL, both));
        assertEquals(List.of("servos in a document"), texts(search(ada, Scope.ALL, "servos")));
        assertEquals(List.of(), search(ada, Scope.of(Set.of(turn)), "servos"));
    }

    @Test
    final void search_ranksByTheRarestWords() {
        searchable(ada, "A servo turns to an angle.", "A gearbox turns slowly.",
                "The torque of a gearbox: torque is force times lever arm.", "A wheel turns.");

        List<RankedPassage> found = search(ada, Scope.ALL, "How does a gearbox change TORQUE?");

        assertEquals("The torque of a gearbox: torque is force times lever arm.",
                found.getFirst().passage().text().value());
        assertTrue(texts(found).contains("A gearbox turns slowly."));
        for (int at = 0; at < found.size(); at++) {
            RankedPassage ranked = found.get(at);
            assertEquals(at + 1, ranked.lexical().orElseThrow().rank());
            assertEquals(ranked.score(), ranked.lexical().orElseThrow().score());
            assertEquals(Optional.empty(), ranked.dense());
            assertEquals(Optional.empty(), ranked.rerank());
            assertTrue(ranked.score() > 0 && (at == 0 || ranked.score() <= found.get(at - 1).score()));
        }
        assertEquals(1, search(ada, Scope.ALL, "turns gearbox servo", 1).size());
    }

    @Test
    final void search_findsWhatTheOwnerMaySeeInTheScopeAlone() {
        DocumentId adas = searchable(ada, "ada's servo");
        DocumentId bobs = searchable(bob, "bob's servo");
        searchable(Owner.EVERYONE, "everyone's servo");
        add(ada, "a servo that is not found yet");

        assertEquals(Set.of("ada's servo", "everyone's servo"), Set.copyOf(texts(search(ada, Scope.ALL, "servo"))));
        assertEquals(Set.of("bob's servo", "everyone's servo"), Set.copyOf(texts(search(bob, Scope.ALL, "servo"))));
        assertEquals(List.of("ada's servo"), texts(search(ada, Scope.of(Set.of(adas)), "servo")));
        assertEquals(List.of(), search(ada, Scope.of(Set.of(bobs)), "servo"));
        assertEquals(List.of(), search(new Owner("carol-" + UUID.randomUUID()), Scope.of(Set.of(adas)), "servo"));
    }

    @Test
    final void search_forWordsThatAreNowhere_orForNone_isEmpty() {
        searchable(ada, "A servo turns.");
        for (String odd : List.of("xylophone zeppelin", "?", "+-&&||!(){}[]^\"~*:\\/", "🤖", "' or 1=1 --",
                "a".repeat(100_000))) {
            assertEquals(List.of(), search(ada, Scope.ALL, odd), () -> "length " + odd.length());
        }
        assertEquals(1, search(ada, Scope.ALL, "servo ".repeat(5_000)).size());
        assertThrows(IllegalArgumentException.class, () -> search(ada, Scope.ALL, "servo", 0));
        assertThrows(IllegalArgumentException.class,
                () -> search(ada, Scope.ALL, "servo", RetrievalQuery.MAX_LIMIT + 1));
    }

    /** Many write while one follows, in small pages: in the end it knows exactly what is found, whatever came between. */
    @Test
    final void follow_whileManyPublishAndDelete_neverMissesAChange() throws Exception {
        var left = new AtomicInteger(WRITERS);
        List<Callable<Map<DocumentId, Integer>>> work = new ArrayList<>();
        IntStream.range(0, WRITERS).forEach(writer -> work.add(() -> {
            try {
                write(new Random(writer), new Owner("writer-" + writer + "-" + UUID.randomUUID()));
            } finally {
                left.decrementAndGet();
            }
            return Map.of();
        }));
        work.add(() -> {
            Map<DocumentId, Integer> index = new HashMap<>();
            long at = 0;
            while (left.get() > 0) {
                at = catchUp(index, at);
            }
            catchUp(index, at);
            return index;
        });

        Map<DocumentId, Integer> followed = atOnce(work).getLast();

        Map<DocumentId, Integer> stored = new HashMap<>();
        catchUp(stored, 0);
        assertEquals(stored, followed);
        assertTrue(stored.size() > WRITERS);
    }

    private long catchUp(Map<DocumentId, Integer> index, long after) {
        long at = after;
        PassageFeed feed = passages().follow(at, 2);
        while (!feed.changes().isEmpty()) {
            assertTrue(feed.complete());
            for (PassageChange change : feed.changes()) {
                assertTrue(change.position() > at);
                at = change.position();
                change.version()
                        .ifPresentOrElse(version -> index.put(change.document(), version),
                                () -> index.remove(change.document()));
            }
            feed = passages().follow(at, 2);
        }
        return at;
    }

    /** Adds, replaces, publishes and deletes; works on whatever it is given, also on what others have added. */
    private void write(Random random, Owner owner) {
        for (int round = 0; round < ROUNDS; round++) {
            List<Document> mine = documents().list(owner, Optional.empty(), 100);
            int choice = random.nextInt(4);
            if (mine.isEmpty() || choice < 2) {
                add(owner, "round " + round);
            } else if (choice == 2) {
                documents().add(owner, replacing(owner, mine.getFirst().id(), "again in round " + round));
            } else {
                documents().delete(owner, mine.get(random.nextInt(mine.size())).id());
            }
            ingestion().claim(DocumentFixtures.HOLD).ifPresent(task -> {
                var cut = DocumentFixtures.cut("words");
                ingestion().savePassages(task.owner(), task.key(), DocumentFixtures.HOLD, cut);
                ingestion().endCutting(task.owner(), task.key(), DocumentFixtures.HOLD, 1);
                publish(task);
            });
        }
    }

    private DocumentId rememberedTurn(Owner owner, SessionId session, String said) {
        DocumentId turn = DocumentFixtures.newDocument();
        documents().add(owner,
                DocumentFixtures.chunks(turn, Optional.empty(), Optional.of(session), "An earlier turn", said));
        publish(claim());
        return turn;
    }

    private List<PassageId> ids(DocumentId document) {
        return passagesOf(document).stream().map(Passage::id).toList();
    }

    private List<String> find(Owner owner, Scope scope, List<PassageId> asked) {
        return passages().find(owner, scope, asked).stream().map(passage -> passage.text().value()).toList();
    }

    private List<RankedPassage> search(Owner owner, Scope scope, String question) {
        return search(owner, scope, question, 10);
    }

    private List<RankedPassage> search(Owner owner, Scope scope, String question, int limit) {
        return passages().search(owner, scope, PlainText.of(question), limit);
    }

    private static List<String> texts(List<RankedPassage> found) {
        return found.stream().map(ranked -> ranked.passage().text().value()).toList();
    }

    private static List<PassageId> concat(List<PassageId> first, List<PassageId> second) {
        var both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
