package dev.confab.retrieval.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LanguageTest {

    @ParameterizedTest
    @CsvSource({ "ARABIC, الكتاب, كتاب", "GERMAN, Häuser, Haus", "GERMAN, Motoren, Motor", "GREEK, κινητήρας, κινητήρα",
            "ENGLISH, batteries, battery", "ENGLISH, robot's, robots", "SPANISH, motores, motor",
            "SPANISH, ángulo, angulo", "HINDI, किताबें, किताब", "ROMANIAN, motoarele, motoarelor",
            "RUSSIAN, двигателя, двигатель", "TURKISH, motorlar, motor", "TURKISH, IŞIK, ışık",
            "FRENCH, l'angle, angles", "ITALIAN, motori, motore", "PORTUGUESE, motores, motor",
            "DUTCH, motoren, motor", "SWEDISH, bilar, bil", "FINNISH, moottorit, moottori",
            "HUNGARIAN, könyvek, könyv", "CZECH, motory, motor", "PERSIAN, کتاب‌ها, کتاب", "INDONESIAN, bukunya, buku",
            "OTHER, Ｔｏｒｑｕｅ, torque" })
    void analyzer_bringsFormsOfOneWordTogether(Language language, String one, String other) throws IOException {
        assertFalse(terms(language, one).isEmpty());
        assertFalse(Collections.disjoint(terms(language, one), terms(language, other)),
                terms(language, one) + " " + terms(language, other));
    }

    @Test
    void analyzer_ofChinese_makesCharactersAndPairs() throws IOException {
        assertEquals(List.of("扭", "扭矩", "矩"), terms(Language.CHINESE_JAPANESE_KOREAN, "扭矩").stream().sorted().toList());
        assertTrue(terms(Language.ENGLISH, "torque 扭矩").containsAll(List.of("torqu", "扭矩")));
    }

    @Test
    void analyzer_ofVietnamese_makesSyllablesAndPairs() throws IOException {
        assertEquals(List.of("dong", "dong co", "co"), terms(Language.VIETNAMESE, "Động cơ"));
    }

    @Test
    void analyzer_ofThai_findsWordsWithoutSpaces() throws IOException {
        assertTrue(terms(Language.THAI, "ห้ามให้มอเตอร์เปียกน้ำ").size() > 3);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void analyzer_leavesNothingOut(Language language) throws IOException {
        assertEquals(4,
                terms(language, "the und que 42").stream().distinct().filter(term -> !term.contains(" ")).count());
        assertEquals(List.of(), terms(language, " "));
        assertEquals(Optional.of(language), Language.of(language.code()));
    }

    @Test
    void saysLittle_ofWordsThatHoldOthersTogether() {
        assertTrue(Language.ENGLISH.saysLittle("What"));
        assertTrue(Language.VIETNAMESE.saysLittle("là gì"));
        assertFalse(Language.ENGLISH.saysLittle("torque"));
        assertFalse(Language.GERMAN.saysLittle("die Kraft"));
    }

    private static List<String> terms(Language language, String text) throws IOException {
        var terms = new ArrayList<String>();
        try (TokenStream stream = language.analyzer().tokenStream("text", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                terms.add(term.toString());
            }
            stream.end();
        }
        return terms;
    }
}
