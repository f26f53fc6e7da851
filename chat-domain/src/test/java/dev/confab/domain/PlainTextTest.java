package dev.confab.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "plain", "çığ 漢字", "🤖", "a🤖b", "\uFFFD", "\u0001\t\r\n" })
    void of_soundText_keepsIt(String text) {
        assertEquals(text, PlainText.of(text).value());
        assertEquals(text, PlainText.repaired(text).value());
        assertEquals(OptionalInt.empty(), PlainText.firstFlaw(text));
    }

    static Stream<Arguments> flawed() {
        return Stream.of(Arguments.of("\u0000", 0), Arguments.of("ab\u0000", 2), Arguments.of("\uD83E", 0),
                Arguments.of("\uDD16", 0), Arguments.of("a\uD83Eb", 1), Arguments.of("\uD83E\uD83E\uDD16", 0),
                Arguments.of("\uD83E\uDD16\uDD16", 2), Arguments.of("🤖🤖\uD83E", 4));
    }

    @ParameterizedTest
    @MethodSource("flawed")
    void of_flawedText_namesTheIndexAndNotTheText(String text, int index) {
        var refused = assertThrows(IllegalArgumentException.class, () -> PlainText.of(text));

        assertEquals("text holds U+0000 or a lone surrogate at index " + index, refused.getMessage());
    }

    @Test
    void repaired_anyText_isSoundAndAsLongAndSurvivesUtf8() {
        var random = new Random(7);
        char[] alphabet = { 'a', 0, '\uD83E', '\uDD16', '漢', '\uDBFF', '\uDC00' };
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int at = random.nextInt(8); at > 0; at--) {
                text.append(alphabet[random.nextInt(alphabet.length)]);
            }
            PlainText repaired = PlainText.repaired(text.toString());

            assertEquals(text.length(), repaired.length());
            String roundTrip = new String(repaired.value().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertEquals(roundTrip, repaired.value());
        }
    }

    @Test
    void textRepair_anyCut_givesWhatTheWholeTextGives() {
        String whole = "a🤖b\uD83Ec\u0000\uDD16🤖\uD83E";
        for (int cut = 0; cut <= whole.length(); cut++) {
            for (int second = cut; second <= whole.length(); second++) {
                var repair = new TextRepair();
                String out = repair.accept(whole.substring(0, cut)).value()
                        + repair.accept(whole.substring(cut, second)).value()
                        + repair.accept(whole.substring(second)).value() + repair.finish().value();

                assertEquals(PlainText.repaired(whole).value(), out);
            }
        }
    }

    @Test
    void toString_ofTextAndOwner_hidesTheWords() {
        assertFalse(PlainText.of("my secret").toString().contains("secret"));
        assertFalse(new Owner("ada@example.org").toString().contains("ada"));
    }

    @Test
    void owner_outsideItsLimits_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Owner(" "));
        assertThrows(IllegalArgumentException.class, () -> new Owner("x".repeat(Owner.MAX_LENGTH + 1)));
        assertThrows(IllegalArgumentException.class, () -> new Owner("a\nb"));
        assertThrows(IllegalArgumentException.class, () -> new Owner("a\uD83E"));
        assertTrue(new Owner("x".repeat(Owner.MAX_LENGTH)).value().length() == Owner.MAX_LENGTH);
    }
}
