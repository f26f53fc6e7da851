package dev.confab.retrieval.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.retrieval.RankedPassage;
import dev.confab.domain.retrieval.RetrievalQuery;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One owner's documents in many languages, and questions in each. */
final class ManyLanguagesTest {

    private static final Owner ADA = new Owner("ada");
    private static final List<String> TEXTS = List.of("The battery of the robot lasts three hours in winter.",
            "The camera of the robot sees two hundred metres.", "Der Akku des Roboters hält im Winter drei Stunden.",
            "Die Kamera des Roboters sieht zweihundert Meter weit.",
            "La batería del robot dura tres horas en invierno.",
            "La cámara del robot ve a doscientos metros.", "Bateria robotului ține trei ore iarna.",
            "Camera robotului vede la două sute de metri.", "Аккумулятор робота работает зимой три часа.",
            "Камера робота видит на двести метров.", "Robotun pili kışın üç saat dayanır.",
            "Robotun kamerası iki yüz metre uzağı görür.", "Pin của rô bốt dùng được ba giờ vào mùa đông.",
            "Máy ảnh của rô bốt nhìn xa hai trăm mét.", "机器人的电池在冬天可以使用三个小时。", "机器人的相机可以看到两百米远。",
            "แบตเตอรี่ของหุ่นยนต์ใช้งานได้สามชั่วโมงในฤดูหนาว", "กล้องของหุ่นยนต์มองเห็นได้ไกลสองร้อยเมตร",
            "बैटरी सर्दियों में तीन घंटे चलती है।", "रोबोट का कैमरा दो सौ मीटर तक देखता है।",
            "تعمل بطارية الروبوت ثلاث ساعات في الشتاء.", "ترى كاميرا الروبوت مسافة مئتي متر.",
            "Η μπαταρία του ρομπότ κρατάει τρεις ώρες τον χειμώνα.", "Η κάμερα του ρομπότ βλέπει διακόσια μέτρα.");

    private final Library library = new Library();
    private final IndexedContextRetriever retriever = IndexedContextRetriever.builder(library.store).build();

    @BeforeEach
    void fill() {
        for (String text : TEXTS) {
            library.add(ADA, "Notes", text);
        }
        library.add(ADA, "Notizen", "Frau Zwetschgenbaum hat den Vertrag unterschrieben und das Datum geprüft.");
    }

    @AfterEach
    void close() {
        retriever.close();
    }

    @ParameterizedTest
    @CsvSource({ "How long do the robot's batteries last?, 0", "What do the cameras see?, 1",
            "Wie lange hält der Akku?, 2", "Wie weit sehen Kameras?, 3", "¿Cuánto duran las baterías?, 4",
            "¿Qué ven las camaras?, 5", "Cât ține bateria?, 6", "Что видят камеры?, 9",
            "Сколько работают аккумуляторы?, 8",
            "Pil ne kadar dayanıyor?, 10", "Kamera ne kadar uzağı görüyor?, 11", "Pin dùng được bao lâu?, 12",
            "Máy ảnh nhìn được bao xa?, 13", "电池可以使用多久？, 14", "相机能看多远？, 15", "แบตเตอรี่ใช้งานได้นานเท่าไร, 16",
            "กล้องมองเห็นไกลเท่าไร, 17", "बैटरी कितने घंटे चलती है?, 18", "कैमरे क्या देखते हैं?, 19",
            "كم ساعة تعمل البطارية؟, 20", "ماذا ترى الكاميرا؟, 21", "Πόσο κρατάνε οι μπαταρίες;, 22",
            "Τι βλέπουν οι κάμερες;, 23" })
    void retrieve_inAnyOfThem_findsWhatAnswersInThatLanguage(String question, int text) {
        List<RankedPassage> found = retriever.retrieve(ADA, query(question));

        assertEquals(TEXTS.get(text), found.getFirst().passage().text().value());
    }

    @Test
    void retrieve_ofAName_findsItInAnotherLanguage() {
        assertTrue(retriever.retrieve(ADA, query("Did Mrs Zwetschgenbaum sign?"))
                .getFirst()
                .passage()
                .text()
                .value()
                .contains("Zwetschgenbaum"));
    }

    private static RetrievalQuery query(String question) {
        return RetrievalQuery.of(PlainText.of(question), 5);
    }
}
