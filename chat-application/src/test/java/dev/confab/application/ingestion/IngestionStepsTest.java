package dev.confab.application.ingestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.DocumentFixtures;
import dev.confab.application.document.AddDocument;
import dev.confab.application.memory.InMemoryDocumentStore;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.ContentId;
import dev.confab.domain.document.Document;
import dev.confab.domain.document.DocumentAdding;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.document.NewVersion;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.document.VersionStatus;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.TextExtractor;
import dev.confab.domain.retrieval.IndexedPassage;
import dev.confab.domain.retrieval.PassageChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever befalls a process at whatever step, the document becomes searchable, whole, and at no moment anything but whole
 * versions of it is found. Each test goes through every call that the work makes.
 */
class IngestionStepsTest {

    private static final String OLD = "The old words.";
    /** Pages for three batches of reading, passages for several batches of vectors. */
    private static final String NEW = IntStream.rangeClosed(1, 60)
            .mapToObj(page -> "Page " + page + " tells of servo number " + page + ", which turns and holds. "
                    + "Nothing else is said of servo " + page + " on it.")
            .collect(Collectors.joining("\f"));

    private final Owner ada = new Owner("ada");

    @TempDir
    private Path folder = Path.of("");

    /** One store with a document that has an old version, which is found, and a new one, which waits. */
    private final class World {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private final InMemoryDocumentStore store = new InMemoryDocumentStore(() -> now);
        private final PagedExtractor extractor = new PagedExtractor();
        private final RecordingEmbedder embedder = new RecordingEmbedder();
        private final DocumentId document;
        private boolean seenNew;

        World() {
            document = add(OLD, Optional.empty());
            process(Blow.never(() -> {
            })).work();
            assertEquals(List.of("The old words."), found());
            add(NEW, Optional.of(document));
        }

        DocumentId add(String text, Optional<DocumentId> replaced) {
            var content = new ContentId(UUID.randomUUID());
            store.putContent(ada, content, 0, DocumentFixtures.bytes(text));
            DocumentAdding adding = store.add(ada, new NewVersion(DocumentFixtures.newDocument(), replaced,
                    Optional.empty(), PlainText.of("Servos"),
                    new NewVersion.Source.File(content, SourceKind.PDF, DocumentFixtures.bytes(text).length),
                    DocumentFixtures.digest(text)));
            return ((DocumentAdding.Added) adding).document().id();
        }

        IngestionProcess process(Blow blow) {
            return new IngestionProcess(store, extractor, embedder, blow);
        }

        /** Leases are over. */
        void muchLater() {
            now = now.plus(Duration.ofHours(2));
        }

        Optional<PassageChange> change() {
            return store.follow(0, 10).changes().stream().findFirst();
        }

        List<IndexedPassage> passages() {
            return change().map(change -> store.read(change, Optional.of(RecordingEmbedder.SPACE), 0, 1_000))
                    .orElse(List.of());
        }

        List<String> found() {
            return passages().stream().map(indexed -> indexed.passage().text().value()).toList();
        }

        Document stored() {
            return store.find(ada, document).orElseThrow();
        }

        /** What holds at every moment: all of the old or all of the new is found, and what is ready is found whole. */
        void check() {
            List<IndexedPassage> passages = passages();
            boolean old = passages.stream().allMatch(indexed -> indexed.passage().version() == 1);
            assertFalse(old && seenNew, "the old version came back");
            if (old) {
                assertEquals(1, passages.size());
                assertEquals(Optional.of(1), stored().searchable());
                assertTrue(stored().latest().status() != VersionStatus.READY);
            } else {
                seenNew = true;
                assertWhole(passages);
            }
        }

        private void assertWhole(List<IndexedPassage> passages) {
            String text = store.readPages(ada, document, 2, 1, 200)
                    .stream()
                    .map(page -> page.text().value())
                    .collect(Collectors.joining());
            assertEquals(NEW.replace("\f", "\n") + "\n", text);
            int at = 0;
            for (IndexedPassage indexed : passages) {
                var span = indexed.passage().span();
                assertEquals(2, indexed.passage().version());
                assertEquals(indexed.passage().text().value(), text.substring(span.from(), span.to()));
                assertTrue(text.substring(at, span.from()).isBlank(), "something of the text is in no passage");
                assertTrue(indexed.vector().isPresent());
                at = span.to();
            }
            assertTrue(text.substring(at).isBlank());
            assertEquals(IntStream.range(0, passages.size()).boxed().toList(),
                    passages.stream().map(IndexedPassage::ordinal).toList());
        }

        void assertReady() {
            check();
            assertTrue(seenNew);
            Document stored = stored();
            assertEquals(VersionStatus.READY, stored.latest().status());
            assertEquals(Optional.of(2), stored.searchable());
            assertEquals(Optional.of(60), stored.latest().pages());
            assertEquals(60, stored.latest().pagesDone());
            assertEquals(stored.latest().passages(), stored.latest().embedded());
            assertEquals(Optional.empty(), store.untilNext());
            assertTrue(extractor.files().stream().noneMatch(Files::exists), "a file was left behind");
        }
    }

    /** What is to befall a process. */
    private interface Trial {

        /** Returns whether it came to the call, so that later ones are to be tried too. */
        boolean at(int call, boolean after);
    }

    private static void everywhere(Trial trial) {
        for (boolean after : new boolean[] { false, true }) {
            int call = 1;
            while (trial.at(call, after)) {
                call++;
            }
            assertTrue(call > 80, "only " + call + " calls");
        }
    }

    @Test
    void work_undisturbed_makesItSearchable() {
        var world = new World();
        Blow none = Blow.never(world::check);

        assertEquals(1, world.process(none).work());

        world.assertReady();
        assertEquals(new HashSet<>(world.embedder.embedded()).size(), world.embedder.embedded().size());
        assertTrue(world.stored().latest().passages() > 5 * RecordingEmbedder.BATCH);
        assertEquals(1, none.calls().stream().filter("publish"::equals).count());
        assertEquals(3, none.calls().stream().filter("savePages"::equals).count());
        assertEquals("follow", none.calls().get(none.calls().indexOf("publish") + 1));
    }

    @Test
    void work_killedAtAnyCall_isFinishedByTheNext() {
        everywhere((call, after) -> {
            var world = new World();
            Blow death = Blow.killing(call, after, world::check);
            IngestionProcess process = world.process(death);
            if (survives(process)) {
                world.assertReady();
                return death.hasStruck();
            }
            world.muchLater();
            world.check();

            world.process(Blow.never(world::check)).work();

            world.assertReady();
            return true;
        });
    }

    private static boolean survives(IngestionProcess process) {
        try {
            process.work();
            return true;
        } catch (Blow.Killed killed) {
            return false;
        }
    }

    @Test
    void work_killedAgainAndAgain_paysForNoVectorTwiceThatWasStored() {
        var world = new World();
        for (int process = 0; process < IngestionStore.MAX_ATTEMPTS - 1; process++) {
            // Dies right behind the second batch of vectors that it has stored.
            int died = process;
            var stored = new int[1];
            Blow death = new Blow(-1, false, () -> {
            }, () -> {
                int embedded = world.stored().latest().embedded();
                if (embedded - stored[0] >= 0 && embedded >= (died + 1) * 2 * RecordingEmbedder.BATCH) {
                    throw new Blow.Killed();
                }
            });
            IngestionProcess mortal = world.process(death);
            assertThrows(Blow.Killed.class, mortal::work);
            world.muchLater();
        }
        world.process(Blow.never(world::check)).work();

        world.assertReady();
        assertEquals(new HashSet<>(world.embedder.embedded()).size(), world.embedder.embedded().size());
    }

    @Test
    void work_killedTooOften_isGivenUp_andWhatWasFoundStaysFound() {
        var world = new World();
        for (int process = 0; process < IngestionStore.MAX_ATTEMPTS; process++) {
            assertFalse(survives(world.process(Blow.killing(5, false, world::check))));
            world.muchLater();
        }

        assertEquals(0, world.process(Blow.never(world::check)).work());

        assertEquals(VersionStatus.FAILED, world.stored().latest().status());
        assertEquals(Optional.of(IngestionStore.GIVEN_UP),
                world.stored().latest().failure().map(DocumentFailure::code));
        assertEquals(List.of(OLD), world.found());
    }

    @Test
    void work_thatStoodStillAtAnyCallWhileAnotherFinished_changesNothing() {
        everywhere((call, after) -> {
            var world = new World();
            var published = new ArrayList<List<IndexedPassage>>();
            var blow = new Blow(call, after, () -> {
                world.muchLater();
                world.process(Blow.never(world::check)).work();
                published.add(world.passages());
            }, world::check);

            world.process(blow).work();

            world.assertReady();
            published.forEach(passages -> assertEquals(passages, world.passages()));
            return blow.hasStruck();
        });
    }

    @Test
    void work_whileTheDocumentIsDeletedAtAnyCall_endsAndLeavesNothing() {
        everywhere((call, after) -> {
            var world = new World();
            var blow = new Blow(call, after, () -> assertTrue(world.store.delete(ada, world.document)), () -> {
            });

            world.process(blow).work();

            if (blow.hasStruck()) {
                assertEquals(Optional.empty(), world.store.find(ada, world.document));
                assertEquals(List.of(), world.found());
                assertEquals(Optional.empty(), world.store.untilNext());
            }
            assertTrue(world.extractor.files().stream().noneMatch(Files::exists), "a file was left behind");
            return blow.hasStruck();
        });
    }

    @Test
    void work_whileANewerVersionIsPublishedAtAnyCall_doesNotTakeItsPlace() {
        everywhere((call, after) -> {
            var world = new World();
            var blow = new Blow(call, after, () -> {
                world.add("The newest words.", Optional.of(world.document));
                world.process(Blow.never(() -> {
                })).work();
            }, () -> {
            });

            world.process(blow).work();

            if (blow.hasStruck()) {
                assertEquals(List.of("The newest words."), world.found());
                assertEquals(Optional.of(3), world.stored().searchable());
                assertEquals(VersionStatus.READY,
                        world.store.findVersion(ada, world.document, 2).orElseThrow().status());
            }
            return blow.hasStruck();
        });
    }

    @Test
    void work_stoppedAtAnyCall_isGivenBackAndCountsAsNoAttempt() {
        everywhere((call, after) -> {
            var world = new World();
            var stopped = new ArrayList<IngestionProcess>();
            var blow = new Blow(call, after, () -> stopped.getFirst().stop(), world::check);
            stopped.add(world.process(blow));
            stopped.getFirst().work();
            assertTrue(!blow.hasStruck() || world.stored().latest().status() == VersionStatus.READY
                    || world.store.untilNext().equals(Optional.of(Duration.ZERO)), "it was not given back");

            world.process(Blow.never(world::check)).work();

            world.assertReady();
            return blow.hasStruck();
        });
    }

    @Test
    void work_whileTheStoreIsAwayForAMoment_goesOn() {
        for (boolean after : new boolean[] { false, true }) {
            for (String step : List.of("readContent", "savePages", "endReading", "savePassages", "endCutting",
                    "unembedded", "saveVectors", "publish", "readPages")) {
                var world = new World();
                var none = Blow.never(world::check);
                new World().process(none).work();
                int call = none.calls().indexOf(step) + 1;
                var blow = new Blow(call, after, () -> {
                    throw new StoreFault.Unavailable("the store is away", null);
                }, world::check);

                assertEquals(1, world.process(blow).work(), step);

                assertTrue(blow.hasStruck());
                world.assertReady();
            }
        }
    }

    @Test
    void work_whenTheProviderFailsAtAnyBatch_asksAgainFromThatBatch() {
        var undisturbed = new World();
        undisturbed.process(Blow.never(undisturbed::check)).work();
        List<List<String>> batches = undisturbed.embedder.asked();
        for (int failing = 2; failing <= batches.size(); failing++) {
            int batch = failing;
            var world = new World();
            world.embedder.failing(call -> call == batch ? away() : null);

            assertEquals(2, world.process(Blow.never(world::check)).work());

            world.assertReady();
            var expected = new ArrayList<>(batches);
            expected.add(batch - 1, batches.get(batch - 1));
            assertEquals(expected, world.embedder.asked());
            assertEquals(undisturbed.embedder.embedded(), world.embedder.embedded());
        }
    }

    @Test
    void work_whileTheProviderIsAway_isTriedAsOftenAsItTakes() {
        var world = new World();
        int outage = 4 * IngestionStore.MAX_ATTEMPTS;
        world.embedder.failing(call -> call > 3 && call <= 3 + outage ? away() : null);

        assertEquals(1 + outage, world.process(Blow.never(world::check)).work());

        world.assertReady();
    }

    private static LlmFault away() {
        return new LlmFault.Unavailable("away", Optional.empty(), null);
    }

    @Test
    void work_whenTheProviderAsksToWait_waitsSoLong() {
        var world = new World();
        world.embedder.failing(call -> new LlmFault.RateLimited("slower", Optional.of(Duration.ofMinutes(7)), null));

        assertEquals(1, world.process(Blow.never(world::check)).work());

        assertEquals(Optional.of(Duration.ofMinutes(7)), world.store.untilNext());
        assertEquals(VersionStatus.PROCESSING, world.stored().latest().status());
    }

    @Test
    void work_whenAPersonMustChangeTheEmbedder_isFoundByWordsUntilThen() {
        var world = new World();
        world.embedder.failing(call -> call >= 3 ? new LlmFault.Misconfigured("no key", null) : null);
        IngestionProcess process = world.process(Blow.never(() -> {
        }));

        assertEquals(1, process.work());

        assertEquals(VersionStatus.READY, world.stored().latest().status());
        assertEquals(Optional.of(2), world.stored().searchable());
        assertTrue(process.isToldThatVectorsLack());
        assertTrue(world.passages().stream().anyMatch(indexed -> indexed.vector().isEmpty()));
    }

    @Test
    void work_onAFileThatCannotBeRead_failsWithTheReason() {
        var world = new World();
        TextExtractor refusing = new TextExtractor() {
            @Override
            public Optional<SourceKind> kindOf(Path file) {
                return Optional.of(SourceKind.PDF);
            }

            @Override
            public Extraction open(Path file, SourceKind kind) {
                throw new ExtractionFault(ExtractionFault.Reason.ENCRYPTED, "It wants a password.", null);
            }
        };

        new IngestionProcess(world.store, refusing, world.embedder, Blow.never(world::check)).work();

        assertEquals(Optional.of(new DocumentFailure("file_encrypted", "It wants a password.")),
                world.stored().latest().failure());
        assertEquals(List.of(OLD), world.found());
    }

    @Test
    void work_whenTheReaderIsInterruptedEachTime_isGivenUp() {
        var world = new World();
        TextExtractor broken = new TextExtractor() {
            @Override
            public Optional<SourceKind> kindOf(Path file) {
                return Optional.of(SourceKind.PDF);
            }

            @Override
            public Extraction open(Path file, SourceKind kind) {
                throw new ExtractionFault(ExtractionFault.Reason.INTERRUPTED, "It was stopped.", null);
            }
        };

        assertEquals(IngestionStore.MAX_ATTEMPTS,
                new IngestionProcess(world.store, broken, world.embedder, Blow.never(world::check)).work());

        assertEquals(Optional.of(IngestionStore.GIVEN_UP),
                world.stored().latest().failure().map(DocumentFailure::code));
    }

    @Test
    void upload_killedAtAnyCall_andRepeated_isOneDocument() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), NEW);
        for (boolean after : new boolean[] { false, true }) {
            boolean came = true;
            for (int call = 1; came; call++) {
                var store = new InMemoryDocumentStore(Instant::now);
                Blow death = Blow.killing(call, after, () -> {
                });
                upload(store, death, file);
                came = death.hasStruck();
                upload(store, Blow.never(() -> {
                }), file);

                assertEquals(1, store.list(ada, Optional.empty(), 10).size());
                assertEquals(1, store.list(ada, Optional.empty(), 10).getFirst().latest().number());
                new IngestionProcess(store, new PagedExtractor(), new RecordingEmbedder(), Blow.never(() -> {
                })).work();
                assertEquals(60, store.readPages(ada, store.list(ada, Optional.empty(), 10).getFirst().id(), 1, 1, 200)
                        .stream()
                        .map(PageText::number)
                        .count());
            }
        }
    }

    private void upload(InMemoryDocumentStore store, Blow blow, Path file) {
        IngestionPorts ports = new IngestionProcess(store, new PagedExtractor(), new RecordingEmbedder(), blow).ports();
        var additions = new Additions(ports, IngestionProcess.SETTINGS,
                new DocumentWatching(ports.documents(), () -> {
                }), () -> {
                });
        try {
            additions.upload(ada, new AddDocument.Upload(file, PlainText.of("Servos"), Optional.empty()));
        } catch (Blow.Killed killed) {
            // The client says it again.
        }
    }
}
