package dev.confab.domain.grounding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageMark;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.TextSpan;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CitationsTest {

    private static final PlainText QUESTION = PlainText.of("What does a servo do?");
    private final Passage servo = passage("Servos", "A servo holds an angle. It has a motor and a sensor.");
    private final Passage torque = passage("Torque", "Torque is force times lever arm. Gears trade speed for torque.");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "A servo holds an angle [1].|1@26",
            "Torque is force times lever arm. [2]|2@36",
            "A servo with a motor [1] has torque from gears[2].|1@24 2@49", "Servos hold torque [1][2].|1@22 2@25",
            "Servos hold torque [1, 2]|1@25 2@25", "Servos hold torque [1; 2]|1@25 2@25",
            "Servos hold torque [1-2]|1@24 2@24",
            "Servos hold torque [1–2]|1@24 2@24", "Servos hold torque 【1】【2】|1@22 2@25", "A servo holds【1†source】|1@23",
            "(A servo holds an angle [1])|1@27", "**A servo holds an angle** [1]|1@30",
            "A servo holds an angle: [1]: yes|1@27", "A servo in [0, 5) holds an angle [1].|1@36",
            "[A servo holds an angle [1]]|1@27" })
    void of_markersInTheAnswer_areCitationsWhereTheyEnd(String answer, String expected) {
        assertEquals(expected, places(cite(answer)));
        assertEquals(expected, places(piecewise(answer)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "A servo `holds[1]` an angle", "A servo\n```\nholds [1]\n```\n", "~~~\nservo [1]\n~~~",
            "A servo [1](https://example.com) holds", "A servo [see [1] there](x) holds", "A servo holds ![1](x.png)",
            "A servo [holds](http://x/[1]) it", "[1]: a servo holds", "A servo holds \\[1]",
            "A servo holds [x1] [] [-1] [1",
            "A servo holds 1]", "A servo holds [ 1 ] [1-] [1--2] [2-1] [12345]", "``servo ` [1]``" })
    void of_whatOnlyLooksLikeAMarker_isNoCitationAndNotCounted(String answer) {
        var citations = new Citations(QUESTION, List.of(servo, torque));
        citations.accept(answer);
        citations.finish();

        assertEquals(List.of(), citations.all());
        assertEquals(0, citations.unverified());
    }

    @Test
    void of_aMarkerInATable_isForItsRow() {
        assertEquals(List.of("It has a motor and a sensor."),
                quotes(cite("| part | is |\n|---|---|\n| sensor | in it | [1] |\n")));
    }

    @Test
    void of_markersBehindCode_areCitations() {
        assertEquals("1@30", places(cite("`x[2]` A servo holds angle [1]")));
        assertEquals(1, cite("```\nservo [2]\n``` \nA servo holds an angle [1]").size());
        assertEquals(1, cite("an `unclosed span\nA servo holds an angle [1]").size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "It has a motor and a sensor. [1]|It has a motor and a sensor.",
            "As they say, it has a MOTOR and a sensor, always [1].|It has a motor and a sensor.",
            "An angle is what it holds [1].|A servo holds an angle.",
            "There are sensors inside [1].|It has a motor and a sensor.",
            "“A servo holds an angle.” [1]|A servo holds an angle.",
            "«servo holds» says it [1]|A servo holds an angle.",
            "It \"has a motor … a sensor\" [1].|It has a motor and a sensor.",
            "The text “Servos” tells of a motor and sensors [1].|It has a motor and a sensor.",
            "“A servo holds an angle. It has a motor and a sensor.” [1]|A servo holds an angle. It has a motor and a sensor." })
    void of_aStatement_quotesTheSentenceItRestsOn(String answer, String quote) {
        assertEquals(List.of(quote), quotes(cite(answer)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "A servo holds an angle [3].", "A servo holds an angle [0].", "Bananas are yellow [1].",
            "“A servo holds an orange.” [1]", "He calls it \"servo angle\" [1].", "„Servos sind toll“, an angle [1]",
            "‘servo angles’ are held [1]", "Ein Schmetterling schläft [1]." })
    void of_aStatementThatThePassageDoesNotMake_isDroppedAndCounted(String answer) {
        var citations = new Citations(QUESTION, List.of(servo, torque));
        citations.accept(answer);
        citations.finish();

        assertEquals(List.of(), citations.all());
        assertEquals(1, citations.unverified());
    }

    @Test
    void of_aStatementInAnotherScript_quotesWhatFitsTheQuestion() {
        assertEquals(List.of("A servo holds an angle."), quotes(cite("Сервопривод удерживает угол [1].")));
        assertEquals(List.of("Torque is force times lever arm."), quotes(cite("扭矩是力乘以力臂[2]。")));
    }

    @Test
    void of_aMarkerWithNothingToCompare_quotesWhatFitsTheQuestion() {
        assertEquals(List.of("A servo holds an angle."), quotes(cite("See [1].")));
    }

    @Test
    void of_aPassageWithoutSpacesBetweenWords_quotesItsSentence() {
        Passage chinese = passage("机器人", "舵机可以保持一个角度。它有电机和传感器。");
        Passage thai = passage("หุ่นยนต์", "เซอร์โวรักษามุมไว้ มันมีมอเตอร์และเซนเซอร์");

        assertEquals(List.of("它有电机和传感器。"),
                quotes(Citations.of(PlainText.of("舵机里有电机和传感器[1]。"), QUESTION, List.of(chinese))));
        assertEquals(List.of(thai.text().value()),
                quotes(Citations.of(PlainText.of("มันมีมอเตอร์และเซนเซอร์ [1]"), QUESTION, List.of(thai))));
    }

    @Test
    void of_wordsUnderAHeadingOrInAList_quotesTheirLine() {
        Passage listed = passage("Servos",
                "# Servos\n\nA servo holds an angle.\n\n- quiet: plastic gears\n- strong: metal gears");
        for (String line : List.of("A servo holds an angle.", "quiet: plastic gears", "strong: metal gears")) {
            List<Citation> citations = Citations.of(PlainText.of("It says “" + line + "” [1]"), QUESTION,
                    List.of(listed));

            assertEquals(List.of(line), quotes(citations));
        }
    }

    @Test
    void of_aSentenceThatIsWrapped_quotesItWhole() {
        Passage wrapped = passage("Servos", """
                A servo that is used in the arm of a robot holds
                the angle it was told, until another
                one is told. Nothing else.""");

        assertEquals(
                List.of("A servo that is used in the arm of a robot holds\nthe angle it was told, until another\none"
                        + " is told."),
                quotes(Citations.of(PlainText.of("It holds the angle it was told, until another [1]"), QUESTION,
                        List.of(wrapped))));
    }

    @Test
    void of_aLongSentence_quotesAtMostThreeHundredCharactersWithTheWords() {
        Passage longOne = passage("Long",
                "word ".repeat(200) + "the needle is in this haystack " + "word ".repeat(200));

        String quote = quotes(Citations.of(PlainText.of("The needle is in this haystack [1]"), QUESTION,
                List.of(longOne))).getFirst();

        assertTrue(quote.contains("the needle is in this haystack"), quote);
        assertTrue(quote.length() <= 300 && quote.startsWith("word") && quote.endsWith("word"), quote);
    }

    @Test
    void of_aPassageOfAVersion_tellsPageAndPlace() {
        PlainText text = PlainText.of("A servo holds an angle. It has a motor.");
        var passage = new Passage(new PassageId(UUID.randomUUID()), new DocumentId(UUID.randomUUID()), 3,
                PlainText.of("Servos"), text, new TextSpan(1_000, 1_000 + text.length()), List.of(),
                List.of(new PageMark(7, 0), new PageMark(8, 22)));

        Citation citation = Citations.of(PlainText.of("It has a motor [1]"), QUESTION, List.of(passage)).getFirst();

        assertEquals(new Citation(1, 18, passage.id(), passage.document(), 3, passage.title(), Optional.of(8),
                new TextSpan(1_024, 1_039), PlainText.of("It has a motor.")), citation);
    }

    @Test
    void of_theSameQuoteOnceMore_isOneCitation() {
        assertEquals("1@26 1@60", places(cite("A servo holds an angle [1]. It has a motor and a sensor. [1] "
                + "It holds an angle [1][1].")));
    }

    @Test
    void settled_isNeverBehindAMarkerThatMayBeALink() {
        var citations = new Citations(QUESTION, List.of(servo));

        assertEquals(List.of(), citations.accept("A servo holds an angle [1]"));
        assertEquals(25, citations.settled());
        assertEquals(1, citations.accept(".").size());
        assertEquals(27, citations.settled());
        assertEquals(List.of(), citations.accept(" It holds it [see [1]"));
        assertEquals(47, citations.settled());
        assertEquals(0, citations.accept("x".repeat(100)).size());
        assertEquals(47, citations.settled());
        citations.accept("x".repeat(200));
        assertEquals(348, citations.settled());
    }

    private List<Citation> cite(String answer) {
        return Citations.of(PlainText.of(answer), QUESTION, List.of(servo, torque));
    }

    private List<Citation> piecewise(String answer) {
        var citations = new Citations(QUESTION, List.of(servo, torque));
        answer.codePoints().forEach(unit -> citations.accept(Character.toString(unit)));
        citations.finish();
        return citations.all();
    }

    private static String places(List<Citation> citations) {
        return String.join(" ", citations.stream().map(each -> each.marker() + "@" + each.at()).toList());
    }

    private static List<String> quotes(List<Citation> citations) {
        return citations.stream().map(each -> each.quote().value()).toList();
    }

    private static Passage passage(String title, String text) {
        return Passage.whole(new PassageId(UUID.randomUUID()), new DocumentId(UUID.randomUUID()), PlainText.of(title),
                PlainText.of(text));
    }
}
