package dev.confab.openai.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SentencesTest {

    static Stream<Arguments> texts() {
        return Stream.of(text("Torque turns. It pushes!", "Torque turns.", "It pushes!"),
                text("See Fig. 3 and Eq. 4 first. Then go on.", "See Fig. 3 and Eq. 4 first.", "Then go on."),
                text("Use sensors, e.g. Hall sensors, i.e. Magnets. Done.",
                        "Use sensors, e.g. Hall sensors, i.e. Magnets.", "Done."),
                text("It weighs 3.5 kg. Version 2.10.1 is out.", "It weighs 3.5 kg.", "Version 2.10.1 is out."),
                text("Dr. A. Turing met Mrs. Smith. They talked.", "Dr. A. Turing met Mrs. Smith.", "They talked."),
                text("It draws 2 A. The fuse is 5 A. Fine.", "It draws 2 A.", "The fuse is 5 A.", "Fine."),
                text("Meet at 5 p.m. The door is open.", "Meet at 5 p.m.", "The door is open."),
                text("The U.S. Army built it. Yes.", "The U.S. Army built it.", "Yes."),
                text("He asked \"Why?\" and left. \"Because.\" She nodded.", "He asked \"Why?\" and left.",
                        "\"Because.\"", "She nodded."),
                text("Stop!!! What?! Well... Then go.", "Stop!!!", "What?!", "Well...", "Then go."),
                text("Wait... for it. Now.", "Wait... for it.", "Now."),
                text("It is known.[12] Others disagree.[3][4] End.", "It is known.[12]", "Others disagree.[3][4]",
                        "End."),
                text("Call System.Out or open node.js today. Ok.", "Call System.Out or open node.js today.", "Ok."),
                text("Answer no. Then ask no. 5 again.", "Answer no.", "Then ask no. 5 again."),
                text("# Servo motors\nA servo turns.\n\nTorque\n------\nIt pushes.", "Servo motors", "A servo turns.",
                        "Torque", "It pushes."),
                text("- Flour: 500 g\n- Salt: 10 g\n1. Mix.\n2. Bake it.", "Flour: 500 g", "Salt: 10 g", "Mix.",
                        "Bake it."),
                text("Name: Ada\nBorn: 1815\nCity: London", "Name: Ada", "Born: 1815", "City: London"),
                text("This line was wrapped by somebody at sixty or so columns,\nand Torque goes on here until it is done.",
                        "This line was wrapped by somebody at sixty or so columns,\nand Torque goes on here until it is done."),
                text("| Part | Mass |\n|------|------|\n| Arm | 2 kg |", "| Part | Mass |", "| Arm | 2 kg |"),
                text("my name is ada. i like robots.", "my name is ada.", "i like robots."),
                text("伺服电机保持角度。扭矩是力乘以力臂！对吗？", "伺服电机保持角度。", "扭矩是力乘以力臂！", "对吗？"),
                text("「はい。」と言った。次へ。", "「はい。」", "と言った。", "次へ。"),
                text("هل يعمل في الضباب؟ لا يعمل جيدا. شكرا.", "هل يعمل في الضباب؟", "لا يعمل جيدا.", "شكرا."),
                text("सर्वो कोण पकड़ता है। यह भारी है।", "सर्वो कोण पकड़ता है।", "यह भारी है।"),
                text("Das wiegt z. B. 5 kg. Am 3. Oktober kam er. Gut.", "Das wiegt z. B. 5 kg.",
                        "Am 3. Oktober kam er.", "Gut."),
                text("no punctuation at all", "no punctuation at all"), text("..., --- !!!"), text(""),
                text(" \n\t\n "));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void of_cutsWhereSentencesEnd(String text, List<String> expected) {
        assertEquals(expected, Sentences.of(text).stream().map(Sentence::text).toList());
    }

    @Test
    void of_tellsHeadingsAndWhatStandsUnderThem() {
        List<Sentence> sentences = Sentences.of("Before.\n\n# Arms\n\nThey bend.\n\n## Wrist\n\nIt turns.");

        assertEquals(List.of(-1, -1, 1, -1, 3), sentences.stream().map(Sentence::section).toList());
        assertEquals(List.of(false, true, false, true, false), sentences.stream().map(Sentence::heading).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "🤖", ".", ". ", "a. ", "? ", "\"", ".\"", "[1", ".[1]", "\n", "- ", "# ", "a\n-\n",
            "word ", "漢", "。", "1. ", "> ", "`", "```\n", "e.g. ", "\u0301", "a.b.c.", "| ", "(a) " })
    void of_muchOfTheSame_isQuickAndBounded(String piece) {
        String text = piece.repeat(300_000 / piece.length());
        long from = OfflineFixtures.cpuMillis();

        List<Sentence> sentences = Sentences.of(text);

        assertTrue(OfflineFixtures.cpuMillis() - from < 1_000, "too slow");
        for (Sentence sentence : sentences) {
            assertTrue(sentence.text().length() <= Sentences.LONGEST);
            assertFalse(Character.isLowSurrogate(sentence.text().charAt(0)));
        }
    }

    private static Arguments text(String text, String... sentences) {
        return Arguments.of(text, List.of(sentences));
    }
}
