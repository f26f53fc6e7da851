package dev.confab.retrieval.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an index's folder: kept, shared, damaged, lost. */
final class IndexFolderTest {

    private static final Owner ADA = new Owner("ada");
    private static final int DOCUMENTS = 40;

    @TempDir
    private Path folder;
    private final Library library = new Library();
    private final WatchedStore store = new WatchedStore(library.store);

    @BeforeEach
    void fill() {
        for (int number = 0; number < DOCUMENTS; number++) {
            library.add(ADA, "Notes " + number, "Torque number" + number + " turns a shaft.", "A second passage.");
        }
    }

    @Test
    void retrieve_afterARestart_readsNothingTwice() {
        assertAllIsFound(0);
        int before = store.read.get();
        assertEquals(DOCUMENTS, before);

        assertAllIsFound(0);
        assertEquals(before, store.read.get());

        library.add(ADA, "Late", "Torque number40 turns a shaft.");
        assertAllIsFound(1);
        assertEquals(before + 1, store.read.get());
        assertEquals(0, store.search.get());
    }

    @ParameterizedTest
    @ValueSource(strings = { "cut", "overwritten", "flipped", "emptied", "gone", "lock" })
    void retrieve_afterTheFolderWasDamaged_makesTheIndexAnew(String damage) throws IOException {
        assertAllIsFound(0);
        var random = new Random(11);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean lock = file.getFileName().toString().endsWith(".lock");
                if (lock == damage.equals("lock")) {
                    damage(file, damage, random);
                }
            }
        }
        assertAllIsFound(0);
    }

    @ParameterizedTest
    @ValueSource(strings = { ".doc", ".tim", ".fnm", ".si", "segments_", ".nvd", ".dvd", ".cfs", ".cfe" })
    void retrieve_afterOneKindOfFileWasDamaged_makesTheIndexAnew(String kind) throws IOException {
        assertAllIsFound(0);
        var random = new Random(12);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(kind) || name.startsWith(kind)) {
                    damage(file, "flipped", random);
                }
            }
        }
        assertAllIsFound(0);
    }

    @Test
    void retrieve_withAFolderThatAnotherOneUses_hasAPlaceOfItsOwn() {
        try (IndexedContextRetriever first = open(); IndexedContextRetriever second = open()) {
            assertAllIsFound(first, 0);
            assertAllIsFound(second, 0);
            library.add(ADA, "Late", "Torque number40 turns a shaft.");
            assertAllIsFound(second, 1);
            assertAllIsFound(first, 1);
        }
        assertTrue(Files.isDirectory(folder.resolve("0")));
        assertTrue(Files.isDirectory(folder.resolve("1")));
        assertAllIsFound(1);
    }

    @Test
    void retrieve_withAFolderThatCannotBeMade_answersAllTheSame() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        try (IndexedContextRetriever retriever = IndexedContextRetriever.builder(store)
                .folder(file.resolve("index"))
                .build()) {
            assertAllIsFound(retriever, 0);
        }
        assertEquals("not a folder", Files.readString(file));
    }

    @Test
    void retrieve_withTheIndexOfAnotherStore_makesItAnew() {
        assertAllIsFound(0);
        var other = new Library();
        for (int number = 0; number < DOCUMENTS + 10; number++) {
            other.add(ADA, "Other", "Lidar number" + number + " sees.");
        }
        try (IndexedContextRetriever retriever = IndexedContextRetriever.builder(other.store).folder(folder).build()) {
            assertEquals(10, retriever.retrieve(ADA, query("lidar")).size());
            assertEquals(List.of(), retriever.retrieve(ADA, query("torque")));
        }
    }

    @Test
    void retrieve_whenTheStoreForgotWhatWasDeleted_makesTheIndexAnew() {
        assertAllIsFound(0);
        int before = store.read.get();
        store.forgetful = true;
        library.add(ADA, "Late", "Torque number40 turns a shaft.");

        try (IndexedContextRetriever retriever = open()) {
            assertAllIsFound(retriever, 1);
        }
        assertTrue(store.read.get() > before + DOCUMENTS);
    }

    @Test
    void retrieve_whileTheIndexIsMade_isAnsweredByTheStore() throws Exception {
        var go = new CountDownLatch(1);
        store.beforeReading = () -> {
            try {
                go.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        };
        try (IndexedContextRetriever retriever = open()) {
            List<RankedPassage> found = retriever.retrieve(ADA, query("number7"));
            assertEquals("Torque number7 turns a shaft.", found.getFirst().passage().text().value());
            assertEquals(1, store.search.get());
            long from = System.nanoTime();
            retriever.retrieve(ADA, query("number8"));
            assertTrue(System.nanoTime() - from < 1_000_000_000L, "waited again");
            go.countDown();
            int before = store.search.get();
            for (int time = 0; time < 500 && store.search.get() - before == time; time++) {
                retriever.retrieve(ADA, query("number9"));
                Thread.sleep(10);
            }
            before = store.search.get();
            assertAllIsFound(retriever, 0);
            assertEquals(before, store.search.get());
        } finally {
            go.countDown();
        }
    }

    @Test
    void close_leavesOneGeneration() throws IOException {
        assertAllIsFound(0);
        assertAllIsFound(0);
        try (Stream<Path> generations = Files.list(folder.resolve("0"))) {
            assertEquals(1, generations.count());
        }
        assertFalse(Files.exists(folder.resolve("1")));
    }

    private void assertAllIsFound(int more) {
        try (IndexedContextRetriever retriever = open()) {
            assertAllIsFound(retriever, more);
        }
    }

    private static void assertAllIsFound(IndexedContextRetriever retriever, int more) {
        for (int number = 0; number < DOCUMENTS + more; number++) {
            assertEquals(List.of("Torque number" + number + " turns a shaft."),
                    IndexedContextRetrieverTest.texts(retriever.retrieve(ADA, query("number" + number))));
        }
    }

    private IndexedContextRetriever open() {
        return IndexedContextRetriever.builder(store).folder(folder).build();
    }

    private static RetrievalQuery query(String question) {
        return RetrievalQuery.of(PlainText.of(question), 10);
    }

    private static void damage(Path file, String how, Random random) throws IOException {
        switch (how) {
            case "gone" -> Files.delete(file);
            case "emptied", "lock" -> Files.write(file, new byte[0]);
            case "overwritten" -> {
                var bytes = new byte[(int) Files.size(file)];
                random.nextBytes(bytes);
                Files.write(file, bytes);
            }
            default -> {
                try (var open = new RandomAccessFile(file.toFile(), "rw")) {
                    if (how.equals("cut")) {
                        open.setLength(open.length() / 2);
                    } else if (open.length() > 0) {
                        long at = random.nextLong(open.length());
                        open.seek(at);
                        int was = open.read();
                        open.seek(at);
                        open.write(was ^ 0x55);
                    }
                }
            }
        }
    }
}
