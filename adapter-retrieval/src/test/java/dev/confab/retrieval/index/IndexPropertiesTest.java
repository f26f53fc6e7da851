package dev.confab.retrieval.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.memory.HashingEmbedder;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold whatever is done, tried with random data. A failure names its seed. */
final class IndexPropertiesTest {

    private static final List<String> VOCABULARY = List.of("servo", "torque", "lidar", "robot", "policy", "reward",
            "balance", "ankle", "gearbox", "motor", "sensor", "camera", "battery", "voltage", "the", "a", "is", "what");

    @TempDir
    private Path folder;

    @Test
    void retrieve_ofRandomQuestions_neverGivesAnotherOwnersPassage() {
        long seed = 7;
        var random = new Random(seed);
        var library = new Library();
        library.embedWith(new HashingEmbedder());
        List<Owner> owners = IntStream.range(0, 40).mapToObj(at -> new Owner("user " + at)).toList();
        Map<DocumentId, Owner> belongs = new HashMap<>();
        for (int number = 0; number < 500; number++) {
            Owner owner = number % 50 == 0 ? Owner.EVERYONE : any(owners, random);
            belongs.put(library.add(owner, words(random, 2), words(random, 20), words(random, 12)), owner);
        }
        List<DocumentId> documents = List.copyOf(belongs.keySet());
        int found = 0;
        try (IndexedContextRetriever retriever = IndexedContextRetriever.builder(library.store)
                .embedder(new HashingEmbedder())
                .build()) {
            long reach = library.store.latest(owners.getFirst());
            for (int number = 0; number < 10_000; number++) {
                Owner owner = any(owners, random);
                // Nine of ten questions do not make it look whether there is something new: the index is stale.
                boolean stale = random.nextInt(10) > 0;
                if (number % 50 == 0) {
                    DocumentId gone = any(documents, random);
                    Owner former = belongs.remove(gone);
                    if (former != null) {
                        library.store.delete(former, gone);
                    }
                }
                Scope scope = random.nextInt(4) == 0
                        ? Scope.of(Set.of(any(documents, random), new DocumentId(java.util.UUID.randomUUID())))
                        : Scope.ALL;
                String question = random.nextInt(10) == 0 ? "owner:" + any(owners, random).value() + " torque"
                        : words(random, 1 + random.nextInt(6));
                var query = new RetrievalQuery(Optional.empty(), PlainText.of(question), scope, random.nextBoolean(),
                        20,
                        stale ? OptionalLong.of(reach) : OptionalLong.empty());
                for (RankedPassage each : retriever.retrieve(owner, query)) {
                    Owner whose = belongs.get(each.passage().document());
                    assertTrue(owner.equals(whose) || Owner.EVERYONE.equals(whose), "seed " + seed);
                    assertTrue(scope.includes(each.passage().document()), "seed " + seed);
                    found++;
                }
            }
        }
        assertTrue(found > 50_000, "only " + found + " passages were found at all");
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4 })
    void retrieve_afterRandomChangesAndRestarts_findsWhatTheStoreHasAndNothingElse(long seed) {
        var random = new Random(seed);
        var library = new Library();
        List<Owner> owners = List.of(new Owner("ada"), new Owner("bob"), Owner.EVERYONE);
        Map<DocumentId, Owner> belongs = new HashMap<>();
        Map<DocumentId, String> words = new HashMap<>();
        var all = new ArrayList<String>();
        IndexedContextRetriever retriever = open(library);
        for (int step = 0; step < 150; step++) {
            int choice = random.nextInt(10);
            DocumentId some = belongs.isEmpty() ? null : any(List.copyOf(belongs.keySet()), random);
            String word = "word" + step + "x";
            if (some == null || choice < 4) {
                Owner owner = any(owners, random);
                DocumentId added = library.add(owner, "Notes", texts(word, random));
                belongs.put(added, owner);
                words.put(added, word);
                all.add(word);
            } else if (choice < 6) {
                library.replace(Objects.requireNonNull(belongs.get(some)), some, "Notes", texts(word, random));
                words.put(some, word);
                all.add(word);
            } else if (choice < 8) {
                library.store.delete(Objects.requireNonNull(belongs.get(some)), some);
                belongs.remove(some);
                words.remove(some);
            } else if (choice == 8) {
                retriever.retrieve(any(owners.subList(0, 2), random), RetrievalQuery.of(PlainText.of(word), 5));
            } else {
                retriever.close();
                retriever = open(library);
            }
        }
        for (Owner owner : owners.subList(0, 2)) {
            for (String word : all) {
                long expected = words.entrySet()
                        .stream()
                        .filter(entry -> entry.getValue().equals(word))
                        .filter(entry -> Set.of(owner, Owner.EVERYONE).contains(belongs.get(entry.getKey())))
                        .count();
                List<RankedPassage> found = retriever.retrieve(owner, RetrievalQuery.of(PlainText.of(word), 100));
                assertEquals(expected, found.stream().map(each -> each.passage().document()).distinct().count(),
                        "seed " + seed);
                assertTrue(found.stream().allMatch(each -> each.passage().text().value().contains(word)));
            }
        }
        retriever.close();
    }

    private IndexedContextRetriever open(Library library) {
        return IndexedContextRetriever.builder(library.store).folder(folder).build();
    }

    private static String[] texts(String word, Random random) {
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(part -> word + " " + words(random, 5))
                .toArray(String[]::new);
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static String words(Random random, int count) {
        var words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(any(VOCABULARY, random)).append(' ');
        }
        return words.toString();
    }
}
