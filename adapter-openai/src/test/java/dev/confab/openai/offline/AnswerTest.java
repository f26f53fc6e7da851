package dev.confab.openai.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.PlainText;
import dev.confab.domain.grounding.Citation;
import dev.confab.domain.grounding.Citations;
import dev.confab.domain.grounding.Grounding;
import dev.confab.domain.prompt.Prompt;
import dev.confab.domain.retrieval.Scope;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerTest {

    private static final List<String> HANDBOOK = List.of(
            "# Servos\n\nA servo holds an angle. Its gears may strip when the arm hits an obstacle.",
            "A LiDAR measures distance with light. It fails in fog, see [1] and [2].",
            "Torque is force times lever arm. Name plates tell the rated torque.");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "My name is Ada.|What is my name?|My name is Ada.",
            "Hi! I'm Grace and I build robots.|Who am I?|I'm Grace and I build robots.",
            "Call me Ishmael.|what's my name|Call me Ishmael.",
            "my robot is called Rosie. it has six legs.|How many legs does my robot have?|it has six legs.",
            "My robot is called Rosie. It has six legs.|What is my robot called?|My robot is called Rosie.",
            "We meet on Friday at nine. Bring the gripper.|When do we meet?|We meet on Friday at nine.",
            "Ich heiße Käthe.|Wie heiße ich?|Ich heiße Käthe.", "Me llamo Inés.|¿Cómo me llamo?|Me llamo Inés.",
            "我叫小明。我喜欢机器人。|我叫什么名字？|我叫小明。" })
    void answer_toAQuestionAboutWhatWasSaid_quotesIt(String said, String question, String expected) {
        Prompt prompt = OfflineFixtures.in(
                List.of(said, "Nice to meet you!", "Does a servo have gears?", "Yes, most servos have gears."),
                question);

        assertEquals(expected, OfflineFixtures.firstQuote(OfflineFixtures.answer(prompt)));
    }

    @Test
    void answer_toWhatWasSaidTwice_quotesTheLater() {
        Prompt prompt = OfflineFixtures.in(List.of("My name is Ada.", "Hello.", "My name is Bob.", "Hello."),
                "What is my name?");

        assertEquals("My name is Bob.", OfflineFixtures.firstQuote(OfflineFixtures.answer(prompt)));
    }

    @Test
    void answer_neverQuotesItself() {
        String own = OfflineFixtures.answer(OfflineFixtures.in(List.of(), "What is torque?"));
        Prompt prompt = OfflineFixtures.in(List.of("What is torque?", own), "What is torque, offline model?");

        String answer = OfflineFixtures.answer(prompt);

        assertEquals("", OfflineFixtures.firstQuote(answer), answer);
    }

    @Test
    void answer_whenAnEarlierMessageWasNotAnswered_readsItToo() {
        Prompt prompt = OfflineFixtures.prompt(new Grounding.Open(Scope.ALL), List.of(), "What is my name?",
                List.of("My name is Ada.\n\nWhat is my name?"));

        assertEquals("My name is Ada.", OfflineFixtures.firstQuote(OfflineFixtures.answer(prompt)));
    }

    @Test
    void answer_fromPassages_hasMarkersThatCitationsFind() {
        Prompt prompt = OfflineFixtures.in(List.of(), HANDBOOK, "What is torque?");
        String answer = OfflineFixtures.answer(prompt);

        assertEquals("Torque is force times lever arm.", OfflineFixtures.firstQuote(answer));
        List<Citation> citations = Citations.of(PlainText.of(answer), prompt.question(), prompt.passages());
        assertEquals(3, citations.getFirst().marker());
        assertEquals(PlainText.of("Torque is force times lever arm."), citations.getFirst().quote());
    }

    @Test
    void answer_fromAPassageWithReferencesOfItsOwn_citesThatPassageOnly() {
        Prompt prompt = OfflineFixtures.from(HANDBOOK, "Why does LiDAR fail in fog?");
        String answer = OfflineFixtures.answer(prompt);

        assertTrue(answer.contains("It fails in fog"), answer);
        assertEquals(List.of(2),
                Citations.of(PlainText.of(answer), prompt.question(), prompt.passages())
                        .stream()
                        .map(Citation::marker)
                        .toList());
    }

    @Test
    void answer_fromPassages_quotesWhatTheyHoldLetterForLetterWhateverTheyLookLike() {
        for (String text : List.of("It fails in fog 【3】 (see [2, 3] and [1-3]) 🤖.",
                "He said “it fails in fog” and “no”.",
                "In fog\nit often fails, and so\nit is not used.", "雾天会失败。The fog fails it.")) {
            Prompt prompt = OfflineFixtures.from(List.of("A servo holds an angle.", text), "What fails in fog?");
            String answer = OfflineFixtures.answer(prompt);
            List<Citation> citations = Citations.of(PlainText.of(answer), prompt.question(), prompt.passages());

            assertEquals(List.of(2), citations.stream().map(Citation::marker).distinct().toList(), answer);
            citations.forEach(citation -> assertEquals(
                    text.substring(citation.span().from(), citation.span().to()), citation.quote().value()));
        }
    }

    @Test
    void answer_fromPassagesThatSayTheSame_takesTheBestAndThenTheLast() {
        List<String> same = List.of("A. Fog stops LiDAR.", "B. Fog stops LiDAR!", "C. Fog stops LiDAR?",
                "D. Fog stops LiDAR;");
        Prompt prompt = OfflineFixtures.from(same, "What stops LiDAR?");

        List<Citation> citations = Citations.of(PlainText.of(OfflineFixtures.answer(prompt)), prompt.question(),
                prompt.passages());

        assertEquals(List.of(1, 4), citations.stream().map(Citation::marker).limit(2).toList());
    }

    @Test
    void answer_underAHeading_isCitedWithItsQuote() {
        Prompt prompt = OfflineFixtures.from(HANDBOOK, "What does a servo hold?");
        List<Citation> citations = Citations.of(PlainText.of(OfflineFixtures.answer(prompt)), prompt.question(),
                prompt.passages());

        assertEquals(PlainText.of("A servo holds an angle."), citations.getFirst().quote());
    }

    @Test
    void answer_aboutOneself_prefersWhatWasSaidToPassages() {
        Prompt prompt = OfflineFixtures.in(List.of("My name is Ada.", "Hello Ada."), HANDBOOK, "What is my name?");

        assertEquals("My name is Ada.", OfflineFixtures.firstQuote(OfflineFixtures.answer(prompt)));
    }

    @Test
    void answer_groundedInDocuments_neverQuotesTheSession() {
        Prompt prompt = OfflineFixtures.prompt(new Grounding.Documents(Scope.ALL), List.of(), "What is my name?",
                List.of("My name is Ada.", "Hello.", "Passages: none were found.\n\nQuestion: What is my name?"));
        String answer = OfflineFixtures.answer(prompt);

        assertFalse(answer.contains("Ada"), answer);
        assertTrue(answer.contains("found nothing in the documents"), answer);
    }

    @Test
    void answer_groundedInASelectedText_usesNothingElse() {
        String answer = OfflineFixtures.answer(OfflineFixtures.about("A servo holds an angle.", "What is my name?"));

        assertTrue(answer.contains("found nothing in the selected text"), answer);
        assertEquals("", OfflineFixtures.firstQuote(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = { "Who wrote Hamlet?", "What is the capital of France?", "Wie hoch ist der Eiffelturm?",
            "Как приготовить борщ?", "今天天气怎么样？", "xyzzy", "1234567" })
    void answer_whenTheTextDoesNotSay_saysSo(String question) {
        String answer = OfflineFixtures.answer(OfflineFixtures.about(
                "A servo holds an angle. Torque is force times lever arm. LiDAR measures distance with light.",
                question));

        assertEquals("", OfflineFixtures.firstQuote(answer), answer);
        assertTrue(answer.startsWith("I found nothing in the selected text"), answer);
        assertTrue(answer.contains("I do not think, I quote"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Explain this.", "Summarize", "What does this mean?", "Please explain this passage to me",
            "tl;dr", "Was bedeutet das?", "?" })
    void answer_toARequestThatNamesNothing_quotesWhatTheTextIsMostlyAbout(String question) {
        String answer = OfflineFixtures.answer(OfflineFixtures.about("""
                It was a rainy day. A servo motor compares the angle of its shaft with the wanted angle. The servo then \
                drives the motor until the angle of the shaft is right. We had lunch.""", question));

        assertTrue(answer.contains("drives the motor until"), answer);
        assertTrue(answer.contains("offline model"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Hello", "hi!", "Thanks", "Good morning", "Hallo", "Bonjour", "你好", "Who are you?",
            "What can you do?", "help", "???", "🤖", "What is a servo?" })
    void answer_withNothingToQuote_saysWhatItIsAndHowToConnectAModel(String question) {
        String answer = OfflineFixtures.answer(OfflineFixtures.in(List.of(), question));

        assertTrue(answer.contains("I am Confab's built-in offline model: I do not think, I quote."), answer);
        assertTrue(answer.contains("OPENAI_API_KEY"), answer);
        assertEquals("", OfflineFixtures.firstQuote(answer));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "My name is Ada.|Noted", "I like robots|Noted", "我叫小明。|Noted",
            "tell me about robots|I found nothing", "how tall is the robot|I found nothing",
            "Does it bend?|I found nothing" })
    void answer_toWhatIsToldAndNotAsked_isNotThatNothingWasFound(String said, String expected) {
        String answer = OfflineFixtures.answer(OfflineFixtures.in(List.of(), said));

        assertTrue(answer.startsWith(expected), answer);
    }

    @Test
    void answer_ofAMegabyte_findsTheNeedleInWellUnderASecond() {
        var random = new Random(3);
        var text = new StringBuilder();
        while (text.length() < 1_000_000) {
            for (int i = 0; i < 12; i++) {
                text.append(Integer.toString(random.nextInt(20_000) + 2_000, 36)).append(' ');
            }
            text.append("motor. ");
            if (text.length() > 600_000 && text.indexOf("Okafor", 599_000) < 0) {
                text.append("Okafor's motor reaches 4200 revolutions. ");
            }
        }
        answerIsQuick("robots hold angles.", "warm up: robots?");

        String answer = answerIsQuick(text.toString(), "How many revolutions does the motor reach?");

        assertEquals("Okafor's motor reaches 4200 revolutions.", OfflineFixtures.firstQuote(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "🤖", "motor ", "motor. ", "motor\n", "# motor\n", "漢字", "?", "motor? ", "1", ". " })
    void answer_aboutHostileText_isQuickAndNotEmpty(String piece) {
        String text = piece.repeat((piece.equals("a") ? 1_000_000 : 300_000) / piece.length());

        assertFalse(answerIsQuick(text, "What does the motor do with aaaa 漢字 1?").isBlank());
        assertFalse(answerIsQuick(text, "explain this").isBlank());
    }

    @Test
    void answer_toAHugeQuestion_isQuick() {
        String question = "motor torque angle word ".repeat(40_000);

        assertTrue(answerIsQuick("The motor turns. Nothing else.", question).contains("The motor turns."));
    }

    /** In time of the processor, since the machine may be busy with other things. */
    private static String answerIsQuick(String text, String question) {
        long from = OfflineFixtures.cpuMillis();
        String answer = OfflineFixtures.answer(OfflineFixtures.about(text, question));
        long millis = OfflineFixtures.cpuMillis() - from;
        assertTrue(millis < 2_000, () -> "took " + millis + " ms");
        return answer;
    }
}
