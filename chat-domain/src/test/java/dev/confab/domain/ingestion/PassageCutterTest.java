package dev.confab.domain.ingestion;

import static dev.confab.domain.ingestion.IngestionFixtures.TARGET;
import static dev.confab.domain.ingestion.IngestionFixtures.cut;
import static dev.confab.domain.ingestion.IngestionFixtures.cutter;
import static dev.confab.domain.ingestion.IngestionFixtures.pages;
import static dev.confab.domain.ingestion.IngestionFixtures.sentence;
import static dev.confab.domain.ingestion.IngestionFixtures.sentences;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageMark;
import dev.confab.domain.document.SourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PassageCutterTest {

    static Stream<Arguments> texts() {
        String half = sentences("Half", 10);
        String code = "```\n" + "call();\n\n".repeat(90) + "```";
        return Stream.of(Arguments.of("nothing", "", List.of()), Arguments.of("white space", " \n\n\t\n", List.of()),
                Arguments.of("one line", "Torque turns.", List.of("Torque turns.")),
                Arguments.of("a heading and its text stay together", "# Torque\n\nIt turns.",
                        List.of("# Torque\n\nIt turns.")),
                Arguments.of("small sections share a passage", "# A\n\nOne.\n\n# B\n\nTwo.",
                        List.of("# A\n\nOne.\n\n# B\n\nTwo.")),
                Arguments.of("a large section ends at the next heading", "# A\n\n" + half + "\n\n# B\n\nTwo.",
                        List.of("# A\n\n" + half, "# B\n\nTwo.")),
                Arguments.of("windows line ends", "# A\r\n\r\n" + half + "\r\n\r\n# B\r\n\r\nTwo.",
                        List.of("# A\r\n\r\n" + half, "# B\r\n\r\nTwo.")),
                Arguments.of("a heading without text", "# Only", List.of("# Only")),
                Arguments.of("code that fits stays whole",
                        half + "\n\n" + half.substring(0, half.length() / 2) + ".\n\n" + code + "\n\n" + half,
                        List.of(half + "\n\n" + half.substring(0, half.length() / 2) + ".", code, half)),
                Arguments.of("the rest of a section that is a little too long stays with it",
                        sentences("Short", 15) + "\n\nThe end comes soon after.",
                        List.of(sentences("Short", 15) + "\n\nThe end comes soon after.")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void cut_followsTheStructure(String what, String text, List<String> expected) {
        var withoutOverlap = new PassageCutter(IngestionFixtures.TOKENS, new PassageSize(250, 0));
        assertEquals(expected, texts(withoutOverlap.cut(SourceKind.MARKDOWN, pages(text))), what);
    }

    @Test
    void cut_ofALongSection_endsAtParagraphsAndRepeatsTheLastSentences() {
        String one = sentences("One", 20);
        String two = sentences("Two", 18);
        List<String> passages = texts(cut("# Title\n\n" + one + "\n\n" + two));

        assertEquals(2, passages.size());
        assertEquals("# Title\n\n" + one, passages.getFirst());
        assertTrue(passages.getLast().endsWith(two));
        String repeated = passages.getLast().substring(0, passages.getLast().indexOf("Two")).strip();
        assertFalse(repeated.isEmpty());
        assertTrue(repeated.length() <= 4 * PassageSize.DEFAULT.overlap());
        assertTrue(one.endsWith(repeated));
        assertTrue(repeated.startsWith("One "), repeated);
    }

    @Test
    void cut_whenAHeadingWouldEndAPassage_movesItToTheNext() {
        String small = sentences("Small", 3);
        String large = sentences("Large", 14);
        List<String> passages = texts(cut(small + "\n\n## Next\n\n" + large));

        assertEquals(small, passages.getFirst());
        assertTrue(passages.get(1).startsWith("## Next\n\nLarge"), passages.get(1));
    }

    @Test
    void cut_whenLittleStandsBeforeALongParagraph_fillsThePassageWithItsFirstSentences() {
        List<String> passages = texts(cut(sentences("Little", 2) + "\n\n" + sentences("Long", 17) + "\n\n"
                + sentences("More", 17)));

        assertTrue(passages.getFirst().contains("Long"), passages.getFirst());
        assertTrue(passages.getFirst().length() > TARGET / 2);
    }

    @Test
    void cut_ofALongParagraph_endsAtSentences() {
        List<String> passages = texts(cut(sentences("Words", 100)));

        assertTrue(passages.size() > 5);
        for (String passage : passages) {
            assertTrue(passage.length() <= TARGET * 6 / 5, () -> passage.length() + " characters");
            assertTrue(passage.endsWith("."), passage);
            assertTrue(passage.startsWith("Words"), passage);
        }
    }

    @Test
    void cut_ofALongTable_endsBetweenItsRows() {
        String table = "| Part | Torque |\n|------|--------|\n" + "| wrist screw | 12.5 Nm. Not more. |\n".repeat(100);
        List<String> passages = texts(cut("# Torques\n\n" + table));

        assertTrue(passages.size() > 3);
        assertTrue(passages.stream().skip(1).allMatch(passage -> passage.startsWith("| wrist")));
        assertTrue(passages.stream().allMatch(passage -> passage.endsWith("|")));
    }

    @Test
    void cut_tellsTheHeadingsAboveEachPassage() {
        String body = sentences("Body", 10);
        List<NewPassage> cuts = cut("# Robots\n\n" + body + "\n\n## Arms\n\n### Wrist\n\n" + body + "\n\n### Hand\n\n"
                + body + "\n\n## Legs\n\n" + body);

        assertEquals(List.of("Robots", "Robots/Arms/Wrist", "Robots/Arms/Hand", "Robots/Legs"),
                cuts.stream()
                        .map(cut -> cut.headings().stream().map(PlainText::value).collect(Collectors.joining("/")))
                        .toList());
    }

    @Test
    void cut_ofAPassageOverSeveralPages_tellsWhereEachBegins() {
        String first = "# Robots\n\nA robot that is";
        String second = " switched off ";
        List<NewPassage> cuts = cutter().cut(SourceKind.PDF, pages(first, second, "", "does not move.\n\n", "\n"));

        assertEquals(List.of("# Robots\n\nA robot that is switched off does not move."), texts(cuts));
        assertEquals(List.of(new PageMark(1, 0), new PageMark(2, first.length()),
                new PageMark(4, first.length() + second.length())), cuts.getFirst().pages());
    }

    @Test
    void cut_ofPagesThatFillPassages_tellsThePageOfEach() {
        String page = sentences("Page", 17) + "\n\n";
        List<NewPassage> cuts = new PassageCutter(IngestionFixtures.TOKENS, new PassageSize(250, 0)).cut(SourceKind.PDF,
                pages(page, page, page));

        assertEquals(List.of(1, 2, 3), cuts.stream().map(cut -> cut.pages().getFirst().page()).toList());
        assertTrue(cuts.stream().allMatch(cut -> cut.pages().size() == 1));
    }

    @Test
    void cut_ofPartsOfADocumentWithoutPages_tellsNoPages() {
        List<NewPassage> cuts = cutter().cut(SourceKind.PLAIN_TEXT, pages("One.\n\n", "Two."));

        assertEquals(List.of("One.\n\nTwo."), texts(cuts));
        assertTrue(cuts.getFirst().pages().isEmpty());
    }

    static Stream<Arguments> languages() {
        return Stream.of(Arguments.of("Chinese", "机器人会转动手臂。", 60), Arguments.of("Hindi", "रोबोट हाथ घुमाता है। ", 60),
                Arguments.of("Arabic", "هل يدور الروبوت؟ ", 100), Arguments.of("Russian", "Робот вращает руку. ", 80),
                Arguments.of("Japanese", "ロボットは腕を回す。", 70), Arguments.of("Turkish", "Robot kolunu döndürür. ", 80));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("languages")
    void cut_ofAnyLanguage_endsAtItsSentences(String language, String sentence, int count) {
        char end = sentence.strip().charAt(sentence.strip().length() - 1);
        var small = new PassageCutter(IngestionFixtures.TOKENS, new PassageSize(60, 0));
        List<String> passages = texts(small.cut(SourceKind.PLAIN_TEXT, pages(sentence.repeat(count))));

        assertTrue(passages.size() > 1, language);
        assertTrue(passages.stream().allMatch(passage -> passage.charAt(passage.length() - 1) == end), language);
    }

    @Test
    void cut_ofTextWithoutSentences_endsAtSpaces() {
        List<String> thai = texts(cut("หุ่นยนต์หมุนแขน ".repeat(300)));

        assertTrue(thai.size() > 3);
        assertTrue(thai.stream().allMatch(passage -> passage.startsWith("หุ่นยนต์") && passage.endsWith("แขน")));
    }

    @Test
    void cut_ofTextWithoutSpaces_neverDividesWhatIsOneCharacter() {
        String family = "👩‍👩‍👧‍👦";
        List<String> passages = texts(cut(family.repeat(1_000)));

        assertTrue(passages.size() > 3);
        for (String passage : passages) {
            assertEquals(0, passage.length() % family.length());
        }
    }

    @Test
    void cut_askedOneByOne_givesTheSame() {
        var pages = pages("# A\n\n" + sentences("Words", 60), "\n\n# B\n\n" + sentence("End", 500));
        var one = new ArrayList<NewPassage>();
        cutter().passages(SourceKind.PDF, pages).forEachRemaining(one::add);

        assertEquals(cutter().cut(SourceKind.PDF, pages), one);
        assertTrue(one.size() > 3);
    }

    private static List<String> texts(List<NewPassage> passages) {
        return passages.stream().map(passage -> passage.text().value()).toList();
    }
}
