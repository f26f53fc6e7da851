package dev.confab.retrieval.minilm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordPiecesTest {

    private static final String DESCRIPTION = """
            {"version":"1.0","model":{"type":"WordPiece","vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"motor":4,"##s":5,
            "##en":6,"servo":7,"##motor":8,".":9,"[":10,"]":11,"sep":12,"力":13,"uber":14,"-":15,"m":16,"\\uD83E\\uDD16":17}}}
            """;

    private final WordPieces words = read(DESCRIPTION);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "motor | 4", "MOTORS. | 4 5 9", "Servomotoren | 7 8 6", "servomotor | 7 8",
            "motors motoren | 4 5 4 6", "Über-Motor | 14 15 4", "u\u0308ber | 14", "[SEP] | 10 12 11", "力力 | 13 13",
            "🤖 | 17", "🤖🤖 | 1", "mo\u00ADtor | 4", "motor\u200Bs | 4 5", "motorx motor | 1 4", "x | 1",
            "\u200B | " })
    void of_givesTheLongestKnownPieces(String text, String expected) {
        assertEquals(expected == null ? "" : expected, joined(words.of(text, 100)));
    }

    @Test
    void of_aLongText_stopsInTime() {
        assertEquals("4 5 4", joined(words.of("motors ".repeat(1_000_000), 3)));
        assertEquals("1", joined(words.of("m".repeat(101), 10)));
        assertEquals("1", joined(words.of("m".repeat(1_000_000), 10)));
    }

    @Test
    void read_withoutTheModelsMarks_fails() {
        assertThrows(IOException.class,
                () -> WordPieces
                        .read(new ByteArrayInputStream("{\"vocab\":{\"a\":1}}".getBytes(StandardCharsets.UTF_8))));
        assertEquals(2, words.begin());
        assertEquals(3, words.end());
    }

    private static String joined(long[] pieces) {
        var text = new StringBuilder();
        for (long piece : pieces) {
            text.append(text.isEmpty() ? "" : " ").append(piece);
        }
        return text.toString();
    }

    private static WordPieces read(String description) {
        try {
            return WordPieces.read(new ByteArrayInputStream(description.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
