package dev.confab.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.ContextRetrieverContract;
import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.fault.RetrievalFault;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LuceneContextRetrieverTest extends ContextRetrieverContract {

    private static final Owner ADA = new Owner("ada");
    private static final Owner BOB = new Owner("bob");
    private static final List<String> VOCABULARY = List.of("servo", "torque", "lidar", "robot", "policy", "reward",
            "balance", "ankle", "gearbox", "motor", "sensor", "camera", "battery", "voltage", "the", "a", "is", "what");

    private final List<LuceneContextRetriever> opened = new ArrayList<>();

    @Override
    protected ContextRetriever retriever(Owner owner, DocumentId document, PlainText title, List<String> texts) {
        LuceneContextRetriever.Builder builder = LuceneContextRetriever.builder();
        for (String text : texts) {
            builder.add(owner, id(), document, title, PlainText.of(text));
        }
        return kept(builder);
    }

    @AfterEach
    void close() {
        opened.forEach(LuceneContextRetriever::close);
    }

    @Test
    void retrieve_ofRandomQuestions_neverGivesAnotherOwnersPassage() {
        var random = new Random(7);
        LuceneContextRetriever.Builder builder = LuceneContextRetriever.builder();
        Map<PassageId, Owner> belongs = new HashMap<>();
        List<Owner> owners = IntStream.range(0, 40).mapToObj(at -> new Owner("user " + at)).toList();
        for (int i = 0; i < 800; i++) {
            Owner owner = owners.get(random.nextInt(owners.size()));
            PassageId id = id();
            belongs.put(id, owner);
            builder.add(owner, id, new DocumentId(id.value()), PlainText.of(words(random, 2)),
                    PlainText.of(words(random, 20)));
        }
        LuceneContextRetriever retriever = kept(builder);
        int found = 0;
        for (int i = 0; i < 10_000; i++) {
            Owner owner = owners.get(random.nextInt(owners.size()));
            String question = random.nextInt(10) == 0 ? "scope:o" + owners.get(random.nextInt(40)).value() + " torque"
                    : words(random, 1 + random.nextInt(6));
            for (RankedPassage passage : retriever.retrieve(owner, query(question, 20))) {
                assertEquals(owner, belongs.get(passage.passage().id()));
                found++;
            }
        }
        assertTrue(found > 50_000, "only " + found + " passages were found at all");
    }

    @Test
    void retrieve_byOwnersWhoseNamesAreAlike_keepsThemApart() {
        List<String> names = List.of("e", "o", "oe", "oo", "eo", "**", "ada*", "Ada", "ada ", "ａda");
        LuceneContextRetriever.Builder builder = LuceneContextRetriever.builder();
        for (String name : names) {
            builder.add(new Owner(name), id(), document(), PlainText.of("Torque"), PlainText.of("Torque of " + name));
        }
        LuceneContextRetriever retriever = kept(builder);

        for (String name : names) {
            assertEquals(List.of("Torque of " + name), texts(retriever.retrieve(new Owner(name), query("torque", 50))));
        }
        assertEquals(List.of(), retriever.retrieve(ADA, query("torque", 50)));
    }

    @Test
    void retrieve_ofWhatIsForEveryone_findsItBesideOnesOwn() {
        LuceneContextRetriever retriever = kept(LuceneContextRetriever.builder()
                .addForEveryone(id(), document(), PlainText.of("Handbook"), PlainText.of("Torque turns a shaft."))
                .add(ADA, id(), document(), PlainText.of("Diary"), PlainText.of("Torque was too low today.")));

        assertEquals(2, retriever.retrieve(ADA, query("torque", 5)).size());
        assertEquals(List.of("Torque turns a shaft."), texts(retriever.retrieve(BOB, query("torque", 5))));
    }

    @ParameterizedTest
    @CsvSource({ "How do SERVOS hold?, A servo holds an angle.", "el angulo, El servo mantiene el ángulo.",
            "扭矩单位, 扭矩的单位是牛顿米。", "ロボットの電池, ロボットの電池は三時間もちます。", "двигатель, Двигатель вращает вал.",
            "الليدار, يقيس الليدار المسافة.", "what is the zero moment point, The zero moment point cancels tipping.",
            "Ｒｅｗａｒｄ, A reward is paid.", "robot's battery, A robots batteries last long." })
    void retrieve_inAnyLanguage_findsThePassage(String question, String expected) {
        LuceneContextRetriever retriever = (LuceneContextRetriever) retriever(ADA, document(), PlainText.of("Notes"),
                List.of("A servo holds an angle.", "El servo mantiene el ángulo.", "扭矩的单位是牛顿米。",
                        "ロボットの電池は三時間もちます。", "Двигатель вращает вал.", "يقيس الليدار المسافة.",
                        "The zero moment point cancels tipping.", "A reward is paid.",
                        "A robots batteries last long."));

        assertEquals(expected, texts(retriever.retrieve(ADA, query(question, 3))).getFirst());
    }

    @Test
    void retrieve_ofWordsThatOnlyConnect_doesNotDrownTheOthers() {
        ContextRetriever retriever = retriever(ADA, document(), PlainText.of("Notes"),
                List.of("What is it that you do when you are there?", "To be or not to be.", "Torque."));

        assertEquals(List.of("Torque."), texts(retriever.retrieve(ADA, query("What is the torque?", 5))));
        assertEquals("To be or not to be.", texts(retriever.retrieve(ADA, query("to be or not to be", 5))).getFirst());
    }

    @Test
    void retrieve_byTheTitleAlone_findsThePassage() {
        LuceneContextRetriever retriever = kept(LuceneContextRetriever.builder()
                .add(ADA, id(), document(), PlainText.of("Gripper manual"), PlainText.of("Open it with the lever."))
                .add(ADA, id(), document(), PlainText.of("Wheel manual"), PlainText.of("Open it with the key.")));

        assertEquals("Open it with the lever.",
                texts(retriever.retrieve(ADA, query("How is the gripper opened?", 5))).getFirst());
    }

    @Test
    void retrieve_ofAHugeQuestion_asksForTheRarestTerms() {
        LuceneContextRetriever.Builder builder = LuceneContextRetriever.builder();
        var question = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            question.append("word").append(i).append(' ');
            builder.add(ADA, id(), document(), PlainText.of("Notes"),
                    PlainText.of("word" + i + " word" + (i / 2) + " common"));
        }
        LuceneContextRetriever retriever = kept(builder);

        List<RankedPassage> found = retriever.retrieve(ADA, query("common ".repeat(50) + question + " xylophone", 10));

        assertEquals(10, found.size());
    }

    @Test
    void retrieve_byManyAtOnce_givesEachTheSame() throws Exception {
        ContextRetriever retriever = retriever(ADA, document(), PlainText.of("Notes"),
                List.of("Torque turns.", "A servo holds torque.", "LiDAR measures."));
        List<RankedPassage> expected = retriever.retrieve(ADA, query("servo torque", 5));
        Callable<List<RankedPassage>> ask = () -> {
            List<RankedPassage> found = List.of();
            for (int i = 0; i < 50; i++) {
                found = retriever.retrieve(ADA, query("servo torque", 5));
            }
            return found;
        };
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<RankedPassage>> asked : pool.invokeAll(Collections.nCopies(64, ask))) {
                assertEquals(expected, asked.get());
            }
        }
    }

    @Test
    void retrieve_fromAnEmptyIndex_findsNothing() {
        assertEquals(List.of(), kept(LuceneContextRetriever.builder()).retrieve(ADA, query("torque", 5)));
    }

    @Test
    void retrieve_whenClosed_isAFaultWithoutTheQuestion() {
        LuceneContextRetriever retriever = kept(LuceneContextRetriever.builder()
                .add(ADA, id(), document(), PlainText.of("Notes"), PlainText.of("Torque turns.")));
        retriever.close();

        RetrievalFault fault = assertThrows(RetrievalFault.class,
                () -> retriever.retrieve(ADA, query("torque", 5)));
        assertFalse(String.valueOf(fault.getMessage()).contains("torque"));
        retriever.close();
    }

    @Test
    void add_ofAnIdThatIsThereAlready_isRefused() {
        PassageId id = id();
        LuceneContextRetriever.Builder builder = LuceneContextRetriever.builder()
                .add(ADA, id, document(), PlainText.of("Notes"), PlainText.of("One."));

        assertThrows(IllegalArgumentException.class,
                () -> builder.add(BOB, id, document(), PlainText.of("Notes"), PlainText.of("Two.")));
        assertThrows(IllegalArgumentException.class,
                () -> builder.add(BOB, id(), document(), PlainText.of("Notes"), PlainText.of(" ")));
        assertEquals(1, kept(builder).size());
    }

    private LuceneContextRetriever kept(LuceneContextRetriever.Builder builder) {
        LuceneContextRetriever retriever = builder.build();
        opened.add(retriever);
        return retriever;
    }

    private static String words(Random random, int count) {
        var words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(VOCABULARY.get(random.nextInt(VOCABULARY.size()))).append(' ');
        }
        return words.toString();
    }

    private static List<String> texts(List<RankedPassage> passages) {
        return passages.stream().map(passage -> passage.passage().text().value()).toList();
    }

    private static PassageId id() {
        return new PassageId(UUID.randomUUID());
    }

    private static DocumentId document() {
        return new DocumentId(UUID.randomUUID());
    }

    private static RetrievalQuery query(String question, int limit) {
        return RetrievalQuery.of(PlainText.of(question), limit);
    }
}
