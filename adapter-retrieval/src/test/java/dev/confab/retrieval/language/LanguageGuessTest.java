package dev.confab.retrieval.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LanguageGuessTest {

    private static final Map<String, List<String>> SENTENCES = Map.ofEntries(
            Map.entry("ar", List.of("ما هو عزم الدوران في هذا المحرك؟", "تعمل البطارية لمدة ثلاث ساعات في الشتاء")),
            Map.entry("cjk", List.of("这台电机的扭矩是多少？", "バッテリーはどのくらい持ちますか", "이 로봇의 무게는 얼마입니까")),
            Map.entry("cs", List.of("Jak dlouho vydrží baterie v zimě?", "Motor se nesmí zapínat, když je mokrý")),
            Map.entry("de", List.of("Wie lange hält der Akku im Winter?", "Der Motor darf nicht nass werden",
                    "Welches Drehmoment hat das Getriebe?")),
            Map.entry("el", List.of("Πόσο διαρκεί η μπαταρία τον χειμώνα;", "Ο κινητήρας γυρίζει τον άξονα")),
            Map.entry("en", List.of("How long does the battery last in winter?", "The motor must not become wet",
                    "servo torque", "Explain the gearbox")),
            Map.entry("es", List.of("¿Cuánto dura la batería en invierno?", "El motor no se debe mojar nunca",
                    "cual es el peso del robot")),
            Map.entry("fi",
                    List.of("Kuinka kauan akku kestää talvella?", "Moottori ei saa kastua, koska se rikkoutuu")),
            Map.entry("fr",
                    List.of("Combien de temps dure la batterie en hiver ?", "Le moteur ne doit pas être mouillé")),
            Map.entry("hi", List.of("सर्दियों में बैटरी कितनी देर चलती है?", "मोटर को गीला नहीं करना चाहिए")),
            Map.entry("hu",
                    List.of("Mennyi ideig bírja az akkumulátor télen?", "A motor nem lehet vizes, mert elromlik")),
            Map.entry("id", List.of("Berapa lama baterai bertahan di musim dingin?", "Motor ini tidak boleh basah")),
            Map.entry("it", List.of("Quanto dura la batteria in inverno?", "Il motore non deve essere bagnato")),
            Map.entry("nl", List.of("Hoe lang gaat de accu mee in de winter?", "De motor mag niet nat worden")),
            Map.entry("pt", List.of("Quanto tempo dura a bateria no inverno?", "O motor não pode ficar molhado")),
            Map.entry("ro", List.of("Cât timp ține bateria iarna?", "Motorul nu trebuie să se ude niciodată")),
            Map.entry("ru", List.of("Как долго работает батарея зимой?", "Двигатель не должен намокать")),
            Map.entry("sv",
                    List.of("Hur länge räcker batteriet på vintern?", "Motorn får inte bli blöt när det regnar")),
            Map.entry("th", List.of("แบตเตอรี่ใช้งานได้นานเท่าไรในฤดูหนาว", "ห้ามให้มอเตอร์เปียกน้ำ")),
            Map.entry("tr", List.of("Pil kışın ne kadar dayanır?", "Motorun ıslanmaması gerekir çünkü bozulur")),
            Map.entry("vi", List.of("Pin dùng được bao lâu vào mùa đông?", "Động cơ không được để bị ướt")),
            Map.entry("fa", List.of("باتری در زمستان چقدر کار می‌کند؟", "این موتور نباید خیس شود")),
            Map.entry("bg", List.of("Колко време издържа батерията през зимата?", "Моторът не трябва да се мокри")));

    @Test
    void of_sentencesInManyLanguages_isRightForNearlyAll() {
        var wrong = new ArrayList<String>();
        int all = 0;
        for (Map.Entry<String, List<String>> entry : SENTENCES.entrySet()) {
            for (String sentence : entry.getValue()) {
                all++;
                String told = LanguageGuess.of(sentence).language().code();
                if (!told.equals(entry.getKey())) {
                    wrong.add(told + ": " + sentence);
                }
            }
        }
        assertTrue(wrong.size() <= all / 20, wrong.size() + " of " + all + " are wrong: " + wrong);
    }

    @ParameterizedTest
    @CsvSource({ "12345, other", "?!, other", "SIGMOD B-tree, en", "J. A. Smith, en", "🤖, other" })
    void of_whatGivesNothingAway_isTheCommonOneOfItsScript(String text, String code) {
        LanguageGuess guess = LanguageGuess.of(text);

        assertEquals(code, guess.language().code());
        assertEquals(false, guess.certain());
    }

    @Test
    void of_aLongTextInNoKnownLanguage_isOther() {
        String swahili = "Roboti hii inaweza kubeba mizigo mizito kwenye kiwanda chochote bila kuchoka haraka "
                + "wakati wafanyakazi wanapumzika nyumbani kwao wakisubiri zamu nyingine kuanza kesho asubuhi mapema "
                + "kabla jua halijachomoza juu milima mirefu upande mashariki mwa kijiji chetu kidogo "
                + "karibu mto mkubwa unaopita polepole";

        assertEquals(Language.OTHER, LanguageGuess.of(swahili).language());
    }

    @Test
    void of_aHugeText_isQuick() {
        long from = System.nanoTime();
        LanguageGuess.of("der die das ".repeat(1_000_000));

        assertTrue(System.nanoTime() - from < 2_000_000_000L);
    }
}
