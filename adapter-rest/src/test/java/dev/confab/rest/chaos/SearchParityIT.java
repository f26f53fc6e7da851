package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.Confab;
import dev.confab.application.document.AddDocument;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import dev.confab.domain.retrieval.Scope;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The search that the database does while there is no index finds what the index finds, and of nobody else. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SearchParityIT {

    private static final int PASSAGES = 3_000;
    private static final int IN_DOCUMENT = 500;
    private static final int WORDS = 20_000;
    private static final int QUESTIONS = 200;
    private static final int FREQUENT = 60;
    private static final int TOP = 10;
    private static final int NEAR_TOP = 5;
    private static final Owner ADA = new Owner("ada");
    private static final Owner BOB = new Owner("bob");

    private final Random random = new Random(4);
    private final double[] sums = sums();
    private final Set<String> frequent = IntStream.range(0, FREQUENT)
            .mapToObj(SearchParityIT::word)
            .collect(Collectors.toSet());
    private final List<String> texts = new ArrayList<>();

    @Test
    void databaseAndIndex_findTheSame() {
        try (Cluster cluster = Cluster.start();
                ApplicationContext beans = ApplicationContext.builder()
                        .deduceEnvironment(false)
                        .properties(Map.of("database.url", cluster.ground().database().url(), "confab.home",
                                cluster.ground().folder().resolve("parity").toString()))
                        .start()) {
            Confab confab = beans.getBean(Confab.class);
            for (int at = 0; at < PASSAGES; at += IN_DOCUMENT) {
                add(confab, ADA, text());
                add(confab, BOB, text());
            }
            ContextRetriever index = beans.getBean(ContextRetriever.class);
            PassageStore database = beans.getBean(PassageStore.class);
            for (Owner owner : List.of(ADA, BOB)) {
                compare(owner, "any words", 0, index, database);
                compare(owner, "words beyond the most frequent", FREQUENT, index, database);
            }
        }
    }

    private void compare(Owner owner, String asked, int from, ContextRetriever index, PassageStore database) {
        Set<String> own = new HashSet<>();
        for (int at = 0; at < texts.size(); at++) {
            if ((at / IN_DOCUMENT % 2 == 0) == owner.equals(ADA)) {
                own.add(texts.get(at));
            }
        }
        int inDatabase = 0;
        int inIndex = 0;
        int first = 0;
        double shared = 0;
        for (int count = 0; count < QUESTIONS; count++) {
            PlainText question = PlainText.of(question(from));
            List<RankedPassage> indexed = index.retrieve(owner, RetrievalQuery.of(question, TOP));
            List<RankedPassage> searched = database.search(owner, Scope.ALL, question, TOP);
            for (List<RankedPassage> found : List.of(indexed, searched)) {
                assertEquals(TOP, found.size(), question.value());
                found.forEach(each -> assertTrue(own.contains(each.passage().text().value()), "another owner's"));
            }
            List<PassageId> ofIndex = ids(indexed);
            List<PassageId> ofDatabase = ids(searched);
            inDatabase += ofDatabase.subList(0, NEAR_TOP).contains(ofIndex.getFirst()) ? 1 : 0;
            inIndex += ofIndex.subList(0, NEAR_TOP).contains(ofDatabase.getFirst()) ? 1 : 0;
            first += ofIndex.getFirst().equals(ofDatabase.getFirst()) ? 1 : 0;
            var both = new HashSet<>(ofIndex);
            both.retainAll(ofDatabase);
            shared += (double) both.size() / TOP;
        }
        double overlap = shared / QUESTIONS;
        String figures = "owner " + owner.value() + ", " + own.size() + " passages, " + QUESTIONS + " questions of "
                + asked
                + ": the same best hit for " + first + ", the index's best within the database's first " + NEAR_TOP
                + " for " + inDatabase + ", the other way round for " + inIndex + ", of the first " + TOP + " shared "
                + "%.3f".formatted(overlap);
        Report.of("search in SQL against the index", figures);
        if (from > 0) {
            assertTrue(Math.min(inDatabase, inIndex) >= 0.9 * QUESTIONS, figures);
            assertTrue(overlap >= 0.9, figures);
        }
    }

    private static List<PassageId> ids(List<RankedPassage> ranked) {
        return ranked.stream().map(each -> each.passage().id()).toList();
    }

    private List<String> text() {
        var chunks = new ArrayList<String>();
        for (int count = 0; count < IN_DOCUMENT; count++) {
            var text = new StringBuilder();
            int length = 30 + random.nextInt(120);
            for (int at = 0; at < length; at++) {
                text.append(at == 0 ? "" : " ").append(word(zipf()));
            }
            chunks.add(text.append('.').toString());
        }
        texts.addAll(chunks);
        return chunks;
    }

    private static void add(Confab confab, Owner owner, List<String> texts) {
        List<AddDocument.Chunk> chunks = texts.stream()
                .map(text -> new AddDocument.Chunk(PlainText.of(text), List.of()))
                .toList();
        AddDocument.Result result = confab.addDocument()
                .store(owner, new AddDocument.Chunks(chunks, PlainText.of("0"), Optional.empty()));
        var accepted = (AddDocument.Result.Accepted) result;
        assertTrue(confab.addDocument()
                .await(owner, accepted.document().id(), Duration.ofMinutes(2))
                .orElseThrow()
                .searchable()
                .isPresent());
    }

    /** Some words of one passage, none of the most frequent ones when those are left out. */
    private String question(int from) {
        var question = new StringBuilder();
        while (question.isEmpty()) {
            List<String> words = new ArrayList<>(
                    List.of(texts.get(random.nextInt(texts.size())).replace(".", "").split(" ", -1)));
            words.removeIf(word -> from > 0 && frequent.contains(word));
            Collections.shuffle(words, random);
            words.stream().distinct().limit(3 + random.nextInt(4)).forEach(word -> question.append(word).append(' '));
        }
        return question.append('?').toString();
    }

    private int zipf() {
        double at = random.nextDouble() * sums[WORDS - 1];
        int found = Arrays.binarySearch(sums, at);
        return found < 0 ? -found - 1 : found;
    }

    private static double[] sums() {
        double[] sums = new double[WORDS];
        double sum = 0;
        for (int rank = 0; rank < WORDS; rank++) {
            sum += 1.0 / (rank + 1);
            sums[rank] = sum;
        }
        return sums;
    }

    /** A word that no language knows, short for the frequent ones. */
    private static String word(int rank) {
        String consonants = "bdfgklmnprtvz";
        String vowels = "aeiou";
        var word = new StringBuilder();
        int left = rank;
        do {
            word.append(consonants.charAt(left % 13)).append(vowels.charAt(left / 13 % 5));
            left /= 65;
        } while (left > 0);
        return word.append('k').toString();
    }
}
