package dev.confab.application.ingestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.document.AddDocument;
import dev.confab.application.document.IngestionSettings;
import dev.confab.application.document.ReadDocuments;
import dev.confab.application.memory.ApproximateTokenCounter;
import dev.confab.application.memory.InMemoryContextRetriever;
import dev.confab.application.memory.InMemoryDocumentStore;
import dev.confab.application.memory.PlainTextExtractor;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.VersionStatus;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.KnowledgeSource;
import dev.confab.domain.ingestion.PassageSize;
import dev.confab.domain.ingestion.TextExtractor;
import dev.confab.domain.retrieval.PassageChange;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes with their threads, over one store. */
class LibraryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final VectorSpace SPACE = RecordingEmbedder.SPACE;
    private static final VectorSpace OTHER_SPACE = new VectorSpace("another model", 24);
    private static final IngestionSettings SETTINGS = settings(Duration.ofSeconds(30));

    private final Owner ada = new Owner("ada");
    private final InMemoryDocumentStore store = new InMemoryDocumentStore(InstantSource.system());
    private final List<Library> libraries = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    private static IngestionSettings settings(Duration lease) {
        return new IngestionSettings(10_000_000, 100, 1_000, 2, lease, Duration.ofMillis(20), Duration.ofMillis(200),
                new PassageSize(20, 0));
    }

    @AfterEach
    void stop() {
        libraries.forEach(Library::beginStopping);
        libraries.forEach(library -> library.end(Duration.ofSeconds(2)));
    }

    private Library process(Embedder embedder) {
        return process(new PlainTextExtractor(), embedder, SETTINGS);
    }

    private Library process(TextExtractor extractor, Embedder embedder, IngestionSettings settings) {
        return begin(new Library(new IngestionPorts(store, store, store, extractor, Optional.of(embedder),
                new InMemoryContextRetriever(store), Optional.empty(), new ApproximateTokenCounter(),
                UUID::randomUUID), settings));
    }

    private Library begin(Library library) {
        libraries.add(library);
        return library;
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "given", ".txt"), text);
    }

    private DocumentId upload(Library library, String text) throws IOException {
        AddDocument.Result result = library.addDocument()
                .upload(ada, new AddDocument.Upload(file(text), PlainText.of("Title"), Optional.empty()));
        return ((AddDocument.Result.Accepted) result).document().id();
    }

    private static String sentences(String subject, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "The " + subject + " " + number + " turns.")
                .collect(Collectors.joining("\n\n"));
    }

    private Document find(DocumentId document) {
        return store.find(ada, document).orElseThrow();
    }

    private boolean isReady(DocumentId document) {
        return find(document).latest().status() == VersionStatus.READY;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited for 20 s in vain");
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** An embedder that waits at each batch. */
    private static final class SlowEmbedder implements Embedder {

        private final RecordingEmbedder embedder = new RecordingEmbedder();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final Duration pause;

        SlowEmbedder(Duration pause) {
            this.pause = pause;
        }

        @Override
        public VectorSpace space() {
            return embedder.space();
        }

        @Override
        public int batch() {
            return embedder.batch();
        }

        @Override
        public List<Vector> embed(List<PlainText> passages) {
            begun.countDown();
            LockSupport.parkNanos(pause.toNanos());
            if (Thread.interrupted()) {
                throw new LlmFault.Unavailable("interrupted", Optional.empty(), null);
            }
            return embedder.embed(passages);
        }

        @Override
        public Vector embedQuestion(PlainText question) {
            return embedder.embedQuestion(question);
        }
    }

    @Test
    void manyDocuments_atTwoProcesses_areWorkedOnOnceEach() throws Exception {
        var embedder = new RecordingEmbedder();
        Library first = process(embedder);
        Library second = process(embedder);
        var documents = new ArrayList<DocumentId>();
        for (int number = 0; number < 16; number++) {
            documents.add(upload(number % 2 == 0 ? first : second, sentences("servo of document " + number, 20)));
        }

        for (DocumentId document : documents) {
            Document ready = first.addDocument().await(ada, document, PATIENCE).orElseThrow();
            assertEquals(VersionStatus.READY, ready.latest().status());
            assertEquals(ready.latest().passages(), ready.latest().embedded());
        }
        assertEquals(new HashSet<>(embedder.embedded()).size(), embedder.embedded().size());
    }

    @Test
    void stop_inTheMiddle_givesBackAndAnotherGoesOn() throws Exception {
        var slow = new SlowEmbedder(Duration.ofMillis(50));
        Library first = process(new PlainTextExtractor(), slow, SETTINGS);
        DocumentId document = upload(first, sentences("servo", 200));
        await(() -> find(document).latest().embedded() > 0);

        first.beginStopping();
        first.end(Duration.ofSeconds(5));

        assertFalse(isReady(document));
        assertEquals(Optional.of(Duration.ZERO), store.untilNext());
        var rest = new RecordingEmbedder();
        process(rest).recover();
        await(() -> isReady(document));
        assertEquals(find(document).latest().passages(), slow.embedder.embedded().size() + rest.embedded().size());
    }

    @Test
    void stop_whileAReaderHangs_handsOverWithinItsPatience() throws Exception {
        var reading = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        TextExtractor hanging = new TextExtractor() {
            @Override
            public Optional<SourceKind> kindOf(Path file) {
                return Optional.of(SourceKind.PLAIN_TEXT);
            }

            @Override
            public Extraction open(Path file, SourceKind kind) {
                return new Extraction() {
                    @Override
                    public Optional<Integer> pages() {
                        return Optional.empty();
                    }

                    @Override
                    public Optional<PageText> next() {
                        reading.countDown();
                        uninterruptibly(goOn);
                        return Optional.of(new PageText(1, PlainText.of("A zombie's words."), List.of()));
                    }

                    @Override
                    public void close() {
                        // Nothing works on it.
                    }
                };
            }
        };
        Library first = process(hanging, new RecordingEmbedder(), SETTINGS);
        DocumentId document = upload(first, "The words of the file.");
        assertTrue(reading.await(20, TimeUnit.SECONDS));

        long begun = System.nanoTime();
        first.beginStopping();
        first.end(Duration.ofMillis(100));

        assertTrue(System.nanoTime() - begun < Duration.ofSeconds(5).toNanos());
        process(new RecordingEmbedder()).recover();
        await(() -> isReady(document));
        goOn.countDown();
        assertEquals("The words of the file.",
                store.readPages(ada, document, 1, 1, 10).getFirst().text().value());
    }

    private static void uninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException asked) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aSlowStep_isHeldForAsLongAsItTakes() throws Exception {
        IngestionSettings shortLease = settings(Duration.ofSeconds(1));
        var slow = new SlowEmbedder(Duration.ofMillis(2_500));
        Library first = process(new PlainTextExtractor(), slow, shortLease);
        Library second = process(new PlainTextExtractor(), new RecordingEmbedder(), shortLease);
        DocumentId document = upload(first, "A few words.");
        assertTrue(slow.begun.await(20, TimeUnit.SECONDS));
        second.recover();

        await(() -> isReady(document));

        assertEquals(1, slow.embedder.embedded().size());
    }

    @Test
    void whatADeadProcessLeftBehind_isTakenOverByWhoeverIsAwake() throws Exception {
        Library dead = process(new RecordingEmbedder());
        dead.beginStopping();
        DocumentId document = upload(dead, "Left behind.");
        assertTrue(store.claim(DocumentFixtures.hold(Duration.ofMillis(300))).isPresent());

        Library other = process(new RecordingEmbedder());
        assertTrue(other.readDocuments().find(ada, document).isPresent());

        await(() -> isReady(document));
    }

    @Test
    void aProcessWithNothingToDo_asksTheStoreNothing() throws Exception {
        var asked = Blow.never(() -> {
        });
        Library library = begin(new Library(new IngestionPorts(asked.over(DocumentStore.class, store),
                asked.over(IngestionStore.class, store), asked.over(PassageStore.class, store),
                new PlainTextExtractor(), Optional.empty(), new InMemoryContextRetriever(), Optional.empty(),
                new ApproximateTokenCounter(), UUID::randomUUID), SETTINGS, Duration.ofMillis(100)));
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        assertEquals(List.of(), asked.calls());

        DocumentId document = upload(library, "Something to do.");
        library.addDocument().await(ada, document, PATIENCE);
        // It looks once or twice more, and then rests.
        LockSupport.parkNanos(Duration.ofMillis(600).toNanos());
        List<String> calls = asked.calls();
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        assertEquals(calls, asked.calls());

        DocumentId next = upload(library, "Something else to do.");
        await(() -> isReady(next));
    }

    @Test
    void watch_atAProcessThatDoesNotWorkOnIt_tellsTheEndToo() throws Exception {
        Library worker = process(new PlainTextExtractor(), new SlowEmbedder(Duration.ofMillis(300)), SETTINGS);
        Library other = begin(new Library(new IngestionPorts(store, store, store, new PlainTextExtractor(),
                Optional.empty(), new InMemoryContextRetriever(store), Optional.empty(),
                new ApproximateTokenCounter(), UUID::randomUUID),
                new IngestionSettings(10_000_000, 100, 1_000, 1, Duration.ofSeconds(30), Duration.ZERO,
                        Duration.ZERO)));
        DocumentId document = upload(worker, sentences("servo", 40));
        await(() -> find(document).latest().status() == VersionStatus.PROCESSING);
        var told = new CopyOnWriteArrayList<Document>();
        var ended = new CountDownLatch(1);

        other.readDocuments().watch(ada, document, new ReadDocuments.Listener() {
            @Override
            public void on(Document now) {
                told.add(now);
            }

            @Override
            public void end() {
                ended.countDown();
            }
        });

        assertTrue(ended.await(20, TimeUnit.SECONDS));
        assertEquals(VersionStatus.READY, told.getLast().latest().status());
        assertTrue(told.size() > 2, "it told of no progress");
        assertEquals(told.size(), new HashSet<>(told).size());
    }

    @Test
    void watch_ofADocumentThatIsDeleted_ends() throws Exception {
        Library worker = process(new PlainTextExtractor(), new SlowEmbedder(Duration.ofMillis(300)), SETTINGS);
        DocumentId document = upload(worker, sentences("servo", 100));
        var ended = new CountDownLatch(1);
        worker.readDocuments().watch(ada, document, new ReadDocuments.Listener() {
            @Override
            public void on(Document now) {
                assertFalse(now.latest().status().isFinal());
            }

            @Override
            public void end() {
                ended.countDown();
            }
        });

        assertTrue(worker.removeDocument().remove(ada, document));

        assertTrue(ended.await(20, TimeUnit.SECONDS));
    }

    private Optional<VectorSpace> spaceInUse() {
        return store.follow(0, 1).space();
    }

    private boolean hasAllVectors(VectorSpace space) {
        return store.follow(0, 1_000)
                .changes()
                .stream()
                .flatMap(change -> store.read(change, Optional.of(space), 0, 1_000).stream())
                .allMatch(indexed -> indexed.vector().isPresent());
    }

    @Test
    void anotherEmbedder_isUsedOnceAllVectorsAreThere() throws Exception {
        Library before = process(new RecordingEmbedder(SPACE));
        for (int number = 0; number < 6; number++) {
            DocumentId document = upload(before, sentences("servo of " + number, 20));
            await(() -> isReady(document));
        }
        assertEquals(Optional.of(SPACE), spaceInUse());
        var embedder = new RecordingEmbedder(OTHER_SPACE).failing(
                call -> call % 3 == 2 ? new LlmFault.Unavailable("away", Optional.empty(), null) : null);
        Library first = process(embedder);
        Library second = process(embedder);

        first.recover();
        second.recover();

        await(() -> {
            Optional<VectorSpace> inUse = spaceInUse();
            assertTrue(hasAllVectors(inUse.orElseThrow()) || !inUse.equals(spaceInUse()));
            return inUse.equals(Optional.of(OTHER_SPACE));
        });
        assertEquals(new HashSet<>(embedder.embedded()).size(), embedder.embedded().size());
    }

    @Test
    void aWrongKey_thatIsMendedLater_leavesNoPassageWithoutAVector() throws Exception {
        var embedder = new RecordingEmbedder()
                .failing(call -> new LlmFault.Misconfigured("the key is refused", null));
        Library library = process(embedder);
        DocumentId document = upload(library, sentences("servo", 20));
        await(() -> isReady(document));
        assertEquals(0, find(document).latest().embedded());
        assertFalse(store.search(ada, Scope.ALL, PlainText.of("servo"), 5).isEmpty());

        embedder.failing(call -> null);

        await(() -> find(document).latest().embedded() == find(document).latest().passages());
        await(() -> spaceInUse().equals(Optional.of(SPACE)));
    }

    /** Files by name, in a folder that changes. */
    private KnowledgeSource files(String... namesAndTexts) throws IOException {
        var files = new ArrayList<KnowledgeSource.File>();
        for (int at = 0; at < namesAndTexts.length; at += 2) {
            String name = namesAndTexts[at];
            files.add(new KnowledgeSource.File(
                    new DocumentId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))), PlainText.of(name),
                    file(namesAndTexts[at + 1])));
        }
        return () -> files;
    }

    private Library with(KnowledgeSource knowledge) {
        return begin(new Library(new IngestionPorts(store, store, store, new PlainTextExtractor(), Optional.empty(),
                new InMemoryContextRetriever(store), Optional.of(knowledge), new ApproximateTokenCounter(),
                UUID::randomUUID), SETTINGS));
    }

    private Set<String> knowledge() {
        return store.follow(0, 1_000)
                .changes()
                .stream()
                .filter(change -> change.owner().equals(Owner.EVERYONE))
                .flatMap(change -> store.read(change, Optional.empty(), 0, 1_000).stream())
                .map(indexed -> indexed.passage().text().value().strip())
                .collect(Collectors.toSet());
    }

    @Test
    void anOperatorsFiles_areWhatEverybodyFinds() throws Exception {
        Library first = with(files("a.md", "Alpha.", "b.md", "Beta."));
        Library same = with(files("a.md", "Alpha.", "b.md", "Beta."));
        first.recover();
        same.recover();
        await(() -> knowledge().equals(Set.of("Alpha.", "Beta.")));
        assertEquals(2, store.list(Owner.EVERYONE, Optional.empty(), 10).size());
        first.addDocument()
                .store(Owner.EVERYONE, new AddDocument.Chunks(
                        List.of(new AddDocument.Chunk(PlainText.of("Given by hand."), List.of())),
                        PlainText.of("By hand"), Optional.empty()));
        await(() -> knowledge().equals(Set.of("Alpha.", "Beta.", "Given by hand.")));

        with(files("b.md", "Beta, changed.", "c.md", "Gamma.")).recover();

        await(() -> knowledge().equals(Set.of("Beta, changed.", "Gamma.", "Given by hand.")));
        long latest = store.follow(0, 1).latest();
        with(files("b.md", "Beta, changed.", "c.md", "Gamma.")).recover();
        process(new RecordingEmbedder()).recover();
        await(() -> spaceInUse().isPresent());
        List<PassageChange> after = store.follow(latest, 10).changes();
        assertTrue(after.stream().allMatch(change -> change.version().isPresent()), "something was deleted");
        assertEquals(Set.of("Beta, changed.", "Gamma.", "Given by hand."), knowledge());
        assertEquals(List.of(1, 2), store.list(Owner.EVERYONE, Optional.empty(), 10)
                .stream()
                .filter(document -> document.id().value().version() == 3)
                .map(document -> document.latest().number())
                .sorted()
                .toList());
    }
}
