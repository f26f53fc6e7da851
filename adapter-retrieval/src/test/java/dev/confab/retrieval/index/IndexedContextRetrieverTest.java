package dev.confab.retrieval.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.ContextRetrieverContract;
import dev.confab.application.memory.HashingEmbedder;
import dev.confab.application.memory.OverlapReranker;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.SessionId;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.NearestPassages;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IndexedContextRetrieverTest extends ContextRetrieverContract {

    private static final Owner ADA = new Owner("ada");
    private static final Owner BOB = new Owner("bob");

    private final List<IndexedContextRetriever> opened = new ArrayList<>();
    private final Library library = new Library();
    private final WatchedStore store = new WatchedStore(library.store);

    @Override
    protected ContextRetriever retriever(Owner owner, DocumentId document, PlainText title, List<String> texts) {
        var own = new Library();
        own.addAs(document, owner, title.value(), texts.toArray(String[]::new));
        return kept(IndexedContextRetriever.builder(own.store).build());
    }

    @AfterEach
    void close() {
        opened.forEach(IndexedContextRetriever::close);
    }

    @Test
    void retrieve_findsWithTheFirstQuestionWhatWasJustAdded() {
        IndexedContextRetriever retriever = retriever(UnaryOperator.identity());
        assertEquals(List.of(), retriever.retrieve(ADA, query("torque")));
        for (int number = 0; number < 20; number++) {
            library.add(ADA, "Notes", "Torque number" + number + " turns a shaft.");

            assertEquals(List.of("Torque number" + number + " turns a shaft."),
                    texts(retriever.retrieve(ADA, query("number" + number))));
        }
        assertEquals(0, store.search.get());
    }

    @Test
    void retrieve_afterAReplacementOrADeletion_findsNothingOfTheOld() {
        IndexedContextRetriever retriever = retriever(UnaryOperator.identity());
        DocumentId document = library.add(ADA, "Notes", "The old torque.", "Another old torque.");
        library.add(ADA, "Others", "Torque elsewhere.");
        assertEquals(3, retriever.retrieve(ADA, query("torque")).size());

        library.replace(ADA, document, "Notes", "The new torque.");
        assertEquals(Set.of("The new torque.", "Torque elsewhere."),
                Set.copyOf(texts(retriever.retrieve(ADA, query("torque")))));

        library.store.delete(ADA, document);
        assertEquals(List.of("Torque elsewhere."), texts(retriever.retrieve(ADA, query("torque"))));
    }

    @Test
    void retrieve_whileADocumentIsReplaced_seesOneVersionWhole() throws Exception {
        String[] first = versions(1);
        DocumentId document = library.add(ADA, "Notes", first);
        IndexedContextRetriever retriever = retriever(builder -> builder);
        var done = new AtomicBoolean();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing = pool.submit(() -> {
                for (int version = 2; version < 40; version++) {
                    library.replace(ADA, document, "Notes", versions(version));
                }
                done.set(true);
            });
            while (!done.get()) {
                List<String> found = texts(retriever.retrieve(ADA, query("torque", 100)));
                assertTrue(found.stream().map(text -> text.substring(0, text.indexOf(' '))).distinct().count() <= 1,
                        "two versions at once");
            }
            writing.get();
        }
        assertEquals(12, retriever.retrieve(ADA, query("torque", 100)).size());
    }

    @Test
    void retrieve_withItsReachGiven_asksTheStoreForTheHitsAlone_andAnIdleIndexForNothing() {
        library.add(ADA, "Notes", "Torque turns a shaft.");
        IndexedContextRetriever retriever = retriever(UnaryOperator.identity());
        long reach = library.store.latest(ADA);
        retriever.retrieve(ADA, reaching(reach, "torque"));
        int before = store.calls();

        for (int time = 0; time < 10; time++) {
            assertEquals(1, retriever.retrieve(ADA, reaching(reach, "torque")).size());
        }

        assertEquals(before + 10, store.calls());
        assertEquals(List.of(), retriever.retrieve(ADA, reaching(0, "torque")));
        assertEquals(before + 10, store.calls());
    }

    @Test
    void retrieve_byManyAtOnce_followsOnce() throws Exception {
        IndexedContextRetriever retriever = retriever(UnaryOperator.identity());
        library.add(ADA, "Notes", "Torque turns a shaft.");
        retriever.retrieve(ADA, query("torque"));
        library.add(ADA, "Notes", "Torque bends a beam.");
        int before = store.read.get();
        long reach = library.store.latest(ADA);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = pool.invokeAll(java.util.Collections.nCopies(50,
                    () -> retriever.retrieve(ADA, reaching(reach, "torque")).size()));
            for (var each : asked) {
                assertEquals(2, each.get());
            }
        }
        assertEquals(before + 1, store.read.get());
    }

    @Test
    void retrieve_ofAStaleHit_takesTheNextOneInstead() {
        DocumentId first = library.add(ADA, "Notes", "Torque torque torque.");
        library.add(ADA, "Notes", "Torque turns, and so does the shaft.");
        library.add(ADA, "Notes", "There is a torque in each of the very many motors that we have here.");
        IndexedContextRetriever retriever = retriever(UnaryOperator.identity());
        long reach = library.store.latest(ADA);
        assertEquals(2, retriever.retrieve(ADA, limited(reaching(reach, "torque"), 2)).size());

        library.store.delete(ADA, first);
        List<String> found = texts(retriever.retrieve(ADA, limited(reaching(reach, "torque"), 2)));

        assertEquals(2, found.size());
        assertFalse(found.contains("Torque torque torque."));
    }

    @Test
    void retrieve_keepsToTheScope() {
        DocumentId one = library.add(ADA, "One", "Torque in one.");
        DocumentId two = library.add(ADA, "Two", "Torque in two.");
        DocumentId bobs = library.add(BOB, "Three", "Torque of Bob.");
        DocumentId all = library.add(Owner.EVERYONE, "Four", "Torque for all.");
        IndexedContextRetriever retriever = retriever(UnaryOperator.identity());

        assertEquals(List.of("Torque in two."), texts(retriever.retrieve(ADA, scoped("torque", two))));
        assertEquals(2, retriever.retrieve(ADA, scoped("torque", one, all, bobs)).size());
        assertEquals(List.of(), retriever.retrieve(ADA, scoped("torque", bobs)));
        assertEquals(3, retriever.retrieve(ADA, query("torque")).size());
        assertEquals(2, retriever.retrieve(BOB, query("torque")).size());
    }

    @Test
    void retrieve_withMemory_findsTurnsOfOtherSessionsOfTheSameOwner() {
        var now = new SessionId(UUID.randomUUID());
        library.remember(ADA, now, "We speak of torque now.");
        library.remember(ADA, new SessionId(UUID.randomUUID()), "We spoke of torque.");
        library.remember(BOB, new SessionId(UUID.randomUUID()), "Bob spoke of torque.");
        DocumentId given = library.add(ADA, "Notes", "Torque turns a shaft.");
        IndexedContextRetriever retriever = retriever(UnaryOperator.identity());

        assertEquals(List.of("Torque turns a shaft."), texts(retriever.retrieve(ADA, query("torque"))));
        var asked = new RetrievalQuery(Optional.of(now), PlainText.of("torque"), Scope.of(Set.of(given)), true, 10,
                OptionalLong.empty());
        assertEquals(Set.of("We spoke of torque.", "Torque turns a shaft."),
                Set.copyOf(texts(retriever.retrieve(ADA, asked))));
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void retrieve_withAnEmbedder_findsByMeaningToo(boolean elsewhere) {
        var embedder = new HashingEmbedder();
        library.embedWith(embedder);
        library.add(ADA, "Notes", "Gearboxes trade speed for force.", "Cameras see light.");
        NearestPassages nearest = (owner, scope, space, question, limit) -> nearest(owner, question);
        IndexedContextRetriever retriever = retriever(
                builder -> elsewhere ? builder.embedder(embedder).nearest(nearest) : builder.embedder(embedder));

        List<RankedPassage> found = retriever.retrieve(ADA, query("multigearboxes"));

        assertEquals("Gearboxes trade speed for force.", found.getFirst().passage().text().value());
        assertTrue(found.getFirst().lexical().isEmpty());
        assertEquals(1, found.getFirst().dense().orElseThrow().rank());
        assertTrue(found.getFirst().dense().get().score() > 0);
        List<RankedPassage> both = retriever.retrieve(ADA, query("cameras"));
        assertEquals(1, both.getFirst().score());
        assertEquals(1, both.getFirst().lexical().orElseThrow().rank());
        assertEquals(1, both.getFirst().dense().orElseThrow().rank());
        assertTrue(both.getFirst().support() > both.getLast().support());
    }

    @Test
    void retrieve_whenAnotherSpaceIsUsed_exchangesItAtOnceAndAnswersByWordsMeanwhile() throws Exception {
        var before = new HashingEmbedder(new VectorSpace("before", 64), 8);
        var after = new HashingEmbedder(new VectorSpace("after", 1_536), 8);
        library.embedWith(before);
        for (int number = 0; number < 30; number++) {
            library.add(ADA, "Notes", "Torque number" + number + " turns a shaft.");
        }
        IndexedContextRetriever retriever = retriever(builder -> builder.embedder(after));
        assertTrue(retriever.retrieve(ADA, query("torque")).getFirst().dense().isEmpty());

        library.embedWith(after);
        List<RankedPassage> found = List.of();
        for (int time = 0; time < 500 && (found.isEmpty() || found.getFirst().dense().isEmpty()); time++) {
            found = retriever.retrieve(ADA, query("torque number7"));
            assertEquals("Torque number7 turns a shaft.", found.getFirst().passage().text().value());
            Thread.sleep(10);
        }
        assertTrue(found.stream().allMatch(each -> each.dense().isPresent()));
        assertEquals(0, store.search.get());
    }

    @Test
    void retrieve_whenTheEmbedderFails_searchesWordsAlone() {
        var model = new HashingEmbedder();
        var failing = new AtomicBoolean();
        library.embedWith(model);
        library.add(ADA, "Notes", "Torque turns a shaft.");
        IndexedContextRetriever retriever = retriever(builder -> builder.embedder(new Embedder() {
            @Override
            public VectorSpace space() {
                return model.space();
            }

            @Override
            public int batch() {
                return model.batch();
            }

            @Override
            public List<Vector> embed(List<PlainText> passages) {
                return model.embed(passages);
            }

            @Override
            public Vector embedQuestion(PlainText question) {
                if (failing.get()) {
                    throw new LlmFault.Unavailable("the model is away", Optional.empty(), null);
                }
                return model.embedQuestion(question);
            }
        }));
        assertTrue(retriever.retrieve(ADA, query("torque")).getFirst().dense().isPresent());
        failing.set(true);
        assertTrue(retriever.retrieve(ADA, query("torque")).getFirst().dense().isEmpty());
        failing.set(false);
        assertTrue(retriever.retrieve(ADA, query("torque")).getFirst().dense().isPresent());
    }

    @Test
    void retrieve_withAReranker_ordersByWhatItSays_andWithoutItsAnswerAsBefore() {
        library.add(ADA, "Notes", "Torque torque torque torque.", "How much torque does it have, they asked.");
        IndexedContextRetriever rated = retriever(builder -> builder.reranker(new OverlapReranker()));
        IndexedContextRetriever failing = retriever(builder -> builder.reranker((question, passages) -> {
            throw new LlmFault.Unavailable("the model is away", Optional.empty(), null);
        }));
        RetrievalQuery query = query("how much torque does it have");

        List<RankedPassage> found = rated.retrieve(ADA, query);
        assertEquals("How much torque does it have, they asked.", found.getFirst().passage().text().value());
        assertEquals(Optional.of(1.0), found.getFirst().rerank());
        assertEquals(1, rated.retrieve(ADA, limited(query, 1)).size());
        assertEquals("Torque torque torque torque.",
                failing.retrieve(ADA, query).getFirst().passage().text().value());
    }

    @ParameterizedTest
    @CsvSource({ "What is the torque of the servo?, 1", "What is the colour of the servo?, 0.6",
            "Who won the world championship in 1998?, 0" })
    void retrieve_tellsHowMuchOfTheQuestionAPassageIsAbout(String question, double support) {
        library.add(ADA, "Servo", "The servo has a torque of two newton metres.");
        library.add(ADA, "Other", "Nobody won.");

        List<RankedPassage> found = retriever(UnaryOperator.identity()).retrieve(ADA, query(question));

        assertEquals(support, found.isEmpty() ? 0 : found.getFirst().support(), 0.3);
    }

    @Test
    void retrieve_ofManyPassages_givesAsManyAsAskedFor() {
        String[] texts = IntStream.range(0, 700)
                .mapToObj(number -> "Torque number" + number + " turns.")
                .toArray(String[]::new);
        library.add(ADA, "Notes", texts);
        IndexedContextRetriever retriever = retriever(UnaryOperator.identity());

        assertEquals(100, retriever.retrieve(ADA, query("torque", 100)).size());
        assertEquals(List.of("Torque number699 turns."), texts(retriever.retrieve(ADA, query("number699"))));
    }

    @Test
    void retrieve_whenClosed_isAFaultWithoutTheQuestion() {
        library.add(ADA, "Notes", "Torque turns.");
        IndexedContextRetriever retriever = retriever(UnaryOperator.identity());
        retriever.close();

        RetrievalFault fault = assertThrows(RetrievalFault.class, () -> retriever.retrieve(ADA, query("torque")));
        assertFalse(String.valueOf(fault.getMessage()).contains("torque"));
        retriever.close();
    }

    @Test
    void follow_readsWhatTheNextQuestionNeeds() {
        IndexedContextRetriever retriever = retriever(UnaryOperator.identity());
        library.add(ADA, "Notes", "Torque turns.");
        retriever.follow(ADA);
        int before = store.follow.get();

        assertEquals(1, retriever.retrieve(ADA, query("torque")).size());
        assertEquals(before, store.follow.get());
    }

    private List<NearestPassages.Near> nearest(Owner owner, Vector question) {
        return library.store.follow(0, 1_000)
                .changes()
                .stream()
                .filter(change -> change.owner().equals(owner))
                .flatMap(change -> library.store
                        .read(change, Optional.of(new HashingEmbedder().space()), 0, 1_000)
                        .stream())
                .map(indexed -> new NearestPassages.Near(indexed.passage().id(),
                        indexed.vector().orElseThrow().cosine(question)))
                .sorted(java.util.Comparator.comparingDouble(NearestPassages.Near::cosine).reversed())
                .toList();
    }

    private IndexedContextRetriever retriever(UnaryOperator<IndexedContextRetriever.Builder> with) {
        return kept(with.apply(IndexedContextRetriever.builder(store)).build());
    }

    private IndexedContextRetriever kept(IndexedContextRetriever retriever) {
        opened.add(retriever);
        return retriever;
    }

    private static String[] versions(int version) {
        return IntStream.range(0, 12)
                .mapToObj(part -> "version" + version + " torque part" + part)
                .toArray(String[]::new);
    }

    static List<String> texts(List<RankedPassage> found) {
        return found.stream().map(each -> each.passage().text().value()).toList();
    }

    private static RetrievalQuery query(String question) {
        return query(question, 10);
    }

    private static RetrievalQuery query(String question, int limit) {
        return RetrievalQuery.of(PlainText.of(question), limit);
    }

    private static RetrievalQuery reaching(long reach, String question) {
        return new RetrievalQuery(Optional.empty(), PlainText.of(question), Scope.ALL, false, 10,
                OptionalLong.of(reach));
    }

    private static RetrievalQuery limited(RetrievalQuery query, int limit) {
        return new RetrievalQuery(query.session(), query.question(), query.scope(), query.memory(), limit,
                query.reach());
    }

    private static RetrievalQuery scoped(String question, DocumentId... documents) {
        return new RetrievalQuery(Optional.empty(), PlainText.of(question), Scope.of(Set.of(documents)), false, 10,
                OptionalLong.empty());
    }
}
