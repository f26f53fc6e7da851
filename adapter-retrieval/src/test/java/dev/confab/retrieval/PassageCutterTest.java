package dev.confab.retrieval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PassageCutterTest {

    private static final String LONG_SENTENCE = sentence("Long", 80);

    static Stream<Arguments> texts() {
        String half = sentences("Half", 10);
        return Stream.of(Arguments.of("nothing", "", List.of()), Arguments.of("white space", " \n\n\t\n", List.of()),
                Arguments.of("one line", "Torque turns.", List.of("Torque turns.")),
                Arguments.of("a heading and its text stay together", "# Torque\n\nIt turns.",
                        List.of("# Torque\n\nIt turns.")),
                Arguments.of("small sections share a passage", "# A\n\nOne.\n\n# B\n\nTwo.",
                        List.of("# A\n\nOne.\n\n# B\n\nTwo.")),
                Arguments.of("a large section ends at the next heading", "# A\n\n" + half + "\n\n# B\n\nTwo.",
                        List.of("# A\n\n" + half, "# B\n\nTwo.")),
                Arguments.of("an underlined heading is one", half + "\n\nTorque\n======\nIt turns.",
                        List.of(half, "Torque\n======\nIt turns.")),
                Arguments.of("a number sign in code is no heading", half + "\n\n```\n# comment\n\n# more\n```",
                        List.of(half + "\n\n```\n# comment\n\n# more\n```")),
                Arguments.of("windows line ends", "# A\r\n\r\n" + half + "\r\n\r\n# B\r\n\r\nTwo.",
                        List.of("# A\r\n\r\n" + half, "# B\r\n\r\nTwo.")),
                Arguments.of("a heading without text", "# Only", List.of("# Only")),
                Arguments.of("a hash tag is no heading", "#robots are fun", List.of("#robots are fun")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void cut_followsTheStructure(String what, String text, List<String> expected) {
        assertEquals(expected, passages(text), what);
    }

    @Test
    void cut_ofALongSection_endsAtParagraphsAndRepeatsTheLastSentence() {
        String one = sentences("One", 12);
        String two = sentences("Two", 12);
        List<String> passages = passages("# Title\n\n" + one + "\n\n" + two);

        assertEquals(2, passages.size());
        assertEquals("# Title\n\n" + one, passages.getFirst());
        assertTrue(passages.getLast().endsWith(two));
        String repeated = passages.getLast().substring(0, passages.getLast().indexOf("Two")).strip();
        assertFalse(repeated.isEmpty());
        assertTrue(repeated.length() <= PassageCutter.OVERLAP);
        assertTrue(one.endsWith(repeated));
        assertTrue(repeated.startsWith("One "), repeated);
    }

    @Test
    void cut_whenAHeadingWouldEndAPassage_movesItToTheNext() {
        String small = sentences("Small", 3);
        String large = sentences("Large", 14);
        List<String> passages = passages(small + "\n\n## Next\n\n" + large);

        assertEquals(small, passages.getFirst());
        assertTrue(passages.get(1).startsWith("## Next\n\nLarge"), passages.get(1));
    }

    @Test
    void cut_ofALongParagraph_endsAtSentences() {
        List<String> passages = passages(sentences("Words", 100));

        assertTrue(passages.size() > 5);
        for (String passage : passages) {
            assertTrue(passage.length() <= PassageCutter.TARGET, () -> passage.length() + " characters");
            assertTrue(passage.endsWith("."), passage);
            assertTrue(passage.startsWith("Words"), passage);
        }
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void cut_ofHostileText_keepsEverythingInBoundedPassages(String text) {
        List<String> passages = passages(text);

        assertTrue(passages.stream().allMatch(passage -> passage.length() <= PassageCutter.TARGET + 50));
        assertTrue(passages.stream().mapToInt(passage -> letters(passage).length()).sum() >= letters(text).length());
        for (String passage : passages) {
            assertTrue(text.contains(passage));
            assertFalse(Character.isLowSurrogate(passage.charAt(0)));
        }
    }

    static Stream<String> hostileTexts() {
        return Stream.of("a".repeat(100_000), "🤖".repeat(50_000), "word ".repeat(20_000), "\n".repeat(100_000) + "x",
                LONG_SENTENCE.repeat(100), "```\n" + "code();\n".repeat(10_000), "# h\n".repeat(20_000),
                "a\n-\n".repeat(10_000), "漢字。".repeat(20_000), " \u00A0\u2003".repeat(10_000) + "end",
                "- item\n".repeat(10_000));
    }

    @Test
    void cut_tellsTheHeadingsAboveEachPassage() {
        String body = sentences("Body", 10);
        List<PassageCutter.Cut> cuts = PassageCutter
                .cut("# Robots #\n\n" + body + "\n\n## Arms\n\n" + body + "\n\n### Wrist\n\n" + body + "\n\n## Legs\n\n"
                        + body);

        assertEquals(List.of("Robots", "Robots\nArms", "Robots\nArms\nWrist", "Robots\nLegs"),
                cuts.stream().map(PassageCutter.Cut::headings).toList());
    }

    private static List<String> passages(String text) {
        return PassageCutter.cut(text).stream().map(PassageCutter.Cut::text).toList();
    }

    private static String letters(String text) {
        return text.replaceAll("[\\s\u00A0\u2003]", "");
    }

    private static String sentence(String word, int words) {
        return word + (" " + word.toLowerCase(Locale.ROOT)).repeat(words - 1) + ". ";
    }

    private static String sentences(String word, int count) {
        return sentence(word, 11).repeat(count).strip();
    }
}
