package dev.confab.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search by words that the database itself does. */
class PassageSearchTest {

    private final FilledStore documents = FilledStore.of(SharedDatabase.beans());
    private final PassageStore passages = SharedDatabase.beans().getBean(PassageStore.class);
    private final Owner ada = FilledStore.owner("ada");

    private List<String> found(Scope scope, String question) {
        return passages.search(ada, scope, PlainText.of(question), 10)
                .stream()
                .map(RankedPassage::passage)
                .map(passage -> passage.text().value())
                .toList();
    }

    @Test
    void search_byARareWord_ranksAsBm25Does() {
        documents.searchable(ada, "the cat sat on the mat", "the dog sat on the log and the dog barked",
                "a log is a log is a log");

        List<RankedPassage> ranked = passages.search(ada, Scope.ALL, PlainText.of("Dog? the LOG!"), 10);

        assertEquals(List.of("the dog sat on the log and the dog barked", "a log is a log is a log",
                "the cat sat on the mat"), ranked.stream().map(each -> each.passage().text().value()).toList());
        double average = (6 + 10 + 8) / 3.0;
        double dog = Math.log(1 + (3 - 1 + 0.5) / 1.5);
        double the = Math.log(1 + (3 - 2 + 0.5) / 2.5);
        double norm = 0.9 * (0.6 + 0.4 * 10 / average);
        assertEquals(dog * 2 / (2 + norm) + the * 3 / (3 + norm) + the * 1 / (1 + norm), ranked.getFirst().score(),
                1e-9);
        assertEquals(1, ranked.getFirst().support(), 1e-9);
        assertEquals(the / (dog + 2 * the), ranked.getLast().support(), 1e-9);
        assertEquals(Optional.of(new RankedPassage.Leg(1, ranked.getFirst().score())), ranked.getFirst().lexical());
    }

    @Test
    void search_findsOwnPassagesAndEverybodys_andThoseOfNobodyElse() {
        String word = "quagga" + System.nanoTime();
        documents.searchable(ada, "a " + word + " of mine");
        documents.searchable(Owner.EVERYONE, "a " + word + " of all");
        documents.searchable(FilledStore.owner("bob"), "a " + word + " of his");

        assertEquals(Set.of("a " + word + " of mine", "a " + word + " of all"), Set.copyOf(found(Scope.ALL, word)));
    }

    @Test
    void search_inAScope_staysThere() {
        DocumentId one = documents.searchable(ada, "apples and pears");
        documents.searchable(ada, "apples and plums");

        assertEquals(List.of("apples and pears"), found(Scope.of(Set.of(one)), "apples"));
    }

    @Test
    void search_afterReplacementAndDeletion_findsWhatIsThere() {
        DocumentId document = documents.searchable(ada, "the old words");
        documents.searchable(ada, Optional.of(document), Optional.empty(), "the new words");

        assertEquals(List.of("the new words"), found(Scope.ALL, "words old"));
        documents.documents().delete(ada, document);
        assertEquals(List.of(), found(Scope.ALL, "words"));
    }

    @Test
    void search_whereWordsAreNotDivided_findsPartsOfThem() {
        documents.searchable(ada, "向量数据库存储嵌入。", "ฐานข้อมูลเวกเตอร์เก็บข้อมูล", "データベースの索引", "ordinary words");

        assertEquals(List.of("向量数据库存储嵌入。"), found(Scope.ALL, "数据库是什么？").stream().limit(1).toList());
        assertEquals(List.of("ฐานข้อมูลเวกเตอร์เก็บข้อมูล"),
                found(Scope.ALL, "เวกเตอร์คืออะไร").stream().limit(1).toList());
        assertEquals(List.of("データベースの索引"), found(Scope.ALL, "索引"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "?!", "\uFFFF\uFFFD", "'\"\\{}(),", "🤖 🤖", "\u0301", "a & b | !c <-> d:*", "\u200B",
            "ﬁ" })
    void search_forAnything_doesNotFail(String question) {
        documents.searchable(ada, "some text with ﬁ and 🤖, {braces} and \"quotes\"");

        assertTrue(passages.search(ada, Scope.ALL, PlainText.of(question), 5).size() <= 1);
    }

    @Test
    void search_forAVeryLongQuestion_isAnswered() {
        documents.searchable(ada, "needle in a haystack", "x".repeat(200_000), "word ".repeat(40_000));
        String question = IntStream.range(0, 18_000).mapToObj(i -> "w" + i).reduce("", (all, w) -> all + ' ' + w)
                + " needleneedleneedle haystack";

        assertTrue(question.length() > 100_000);
        passages.search(ada, Scope.ALL, PlainText.of(question), 5);
        assertEquals(1, found(Scope.ALL, "x".repeat(200_000)).size());
        assertEquals(1, found(Scope.ALL, "word").size());
    }
}
