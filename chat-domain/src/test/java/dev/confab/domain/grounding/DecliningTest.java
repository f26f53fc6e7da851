package dev.confab.domain.grounding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.confab.domain.PlainText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecliningTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "How many gears does it have?|The documents", "gears|The documents",
            "42 🤖|The documents",
            "Wie viele Zahnräder hat der Roboter?|Dazu sagen die Dokumente nichts.", "Was ist ein Servo?|Dazu",
            "Wer wurde 1990 Weltmeister?|Dazu", "¿Cuántos engranajes tiene el robot?|Los documentos",
            "que es un servo|Los documentos", "Câte roți dințate are robotul?|Documentele",
            "Ce este un servomotor?|Documentele",
            "Robotun kaç dişlisi var?|Belgelerde", "Servo nedir ve nasıl çalışır?|Belgelerde",
            "Robot có bao nhiêu bánh răng?|Các tài liệu", "Сколько шестерён у робота?|В документах",
            "Πόσα γρανάζια έχει το ρομπότ;|Τα έγγραφα", "كم عدد تروس الروبوت؟|لا تذكر",
            "रोबोट में कितने गियर हैं?|दस्तावेज़ों",
            "หุ่นยนต์มีเฟืองกี่ตัว|เอกสาร", "机器人有多少个齿轮？|文档", "ロボットには歯車がいくつありますか？|The documents",
            "로봇에는 기어가 몇 개 있나요?|The documents", "Скільки шестерень має робот? Їх|The documents",
            "Combien d'engrenages le robot a-t-il ?|The documents" })
    void answer_isInTheLanguageOfTheQuestionWhereThatIsKnown(String question, String beginning) {
        String answer = Declining.answer(PlainText.of(question)).value();

        assertEquals(beginning, answer.substring(0, Math.min(beginning.length(), answer.length())));
    }
}
