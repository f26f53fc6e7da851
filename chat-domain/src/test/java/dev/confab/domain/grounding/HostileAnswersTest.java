package dev.confab.domain.grounding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.DocumentId;
import dev.confab.domain.PassageId;
import dev.confab.domain.PlainText;
import dev.confab.domain.document.Passage;
import dev.confab.domain.document.TextSpan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a model writes, what is shown as a quote stands in the passage, letter for letter, and soon. */
class HostileAnswersTest {

    private static final PlainText QUESTION = PlainText.of("What holds 角度 มุม?");
    private static final List<String> PIECES = List.of("[1]", "[2", "]", "[", "(", ")", "【3】", "【", "】", "[1, 2]",
            "[2-4]",
            "`", "```", "\n", "~~~", "\\", " ", ". ", "“", "”", "\"", "«", "»", "…", "servo", "holds an angle",
            "A servo ",
            "Torque is", "🤖", "角度。", "舵机", "เซอร์โว", "มุม", "é", "e\u0301", "[0]", "[999]", "12.5", "|", "- ", "# ",
            "[1]: ", "](x)", "…", "ﬁ", "\u00AD", "\t", "Ünal", "ÜNAL", "한국어", "العربية", "हिन्दी");
    private static final List<Passage> PASSAGES = List.of(
            passage("# Servos\n\nA servo holds an angle. It has a 12.5 V motor.\n- quiet 🤖 gears\n- Ünal's ﬁne gears"),
            passage("舵机可以保持一个角度。它有电机和传感器！🤖🤖"), passage("เซอร์โวรักษามุมไว้ มันมีมอเตอร์ " + "ยาว".repeat(300)),
            passage("x".repeat(900) + "🤖".repeat(300)), passage("…\n\n--- ?"),
            passage("한국어 문장입니다. العربية جملة. हिन्दी वाक्य है। e\u0301te\u0301 \u00AD sof\u00ADt."));

    @Test
    void everyQuote_standsWhereItsSpanSays() {
        var random = new Random(7);
        int citations = 0;
        for (int round = 0; round < 1_500; round++) {
            String answer = answer(random, 1 + random.nextInt(60));
            List<Citation> whole = Citations.of(PlainText.of(answer), QUESTION, PASSAGES);
            assertEquals(whole, piecewise(answer, random), answer);
            var seen = new HashSet<List<Object>>();
            int at = 0;
            for (Citation citation : whole) {
                Passage passage = PASSAGES.get(citation.marker() - 1);
                TextSpan span = citation.span();
                assertEquals(passage.text()
                        .value()
                        .substring(span.from() - passage.span().from(), span.to() - passage.span()
                                .from()),
                        citation.quote().value());
                assertTrue(citation.quote().length() <= 300);
                assertTrue(citation.at() >= at && citation.at() <= answer.length());
                assertTrue("]】".indexOf(answer.charAt(citation.at() - 1)) >= 0);
                assertTrue(seen.add(List.of(citation.marker(), span)));
                at = citation.at();
                citations++;
            }
        }
        assertTrue(citations > 2_000, "only " + citations);
    }

    @ParameterizedTest
    @ValueSource(strings = { "[", "]", "[1]", "[1", "a[1]", "servo [1]", "[1](x)", "`", "`[1]`", "\"a\"[1]",
            "“servo” [1]",
            "\\[", "【1】", "[1-4]", "[[1]", "a. [1]\n", "角[2]", "servo ", "\n", "```\n", "x", "🤖[4]", "[9999]",
            "servo holds an angle [1, 2, 3, 4, 5, 6]", "“" })
    void anAnswerOfAMillionCharacters_isReadInASecondOrTwo(String piece) {
        String answer = piece.repeat(1_000_000 / piece.length());
        long from = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

        var citations = new Citations(QUESTION, PASSAGES);
        for (int at = 0; at < answer.length(); at += 50_000) {
            citations.accept(answer.substring(at, Math.min(answer.length(), at + 50_000)));
        }
        citations.finish();

        long millis = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - from) / 1_000_000;
        assertTrue(millis < 4_000, () -> "took " + millis + " ms");
        assertTrue(citations.all().size() < 1_000);
    }

    private static List<Citation> piecewise(String answer, Random random) {
        var citations = new Citations(QUESTION, PASSAGES);
        var told = new ArrayList<Citation>();
        int given = 0;
        for (int at = 0; at < answer.length();) {
            int to = Math.min(answer.length(), at + 1 + random.nextInt(6));
            List<Citation> more = citations.accept(answer.substring(at, to));
            for (Citation citation : more) {
                // Behind what was settled before, so that it can still be told with its text.
                assertTrue(citation.at() > given && citation.at() <= citations.settled());
            }
            assertTrue(citations.settled() >= given && citations.settled() <= to);
            given = citations.settled();
            told.addAll(more);
            at = to;
        }
        told.addAll(citations.finish());
        assertEquals(told, citations.all());
        return told;
    }

    private static String answer(Random random, int pieces) {
        var answer = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            answer.append(random.nextInt(4) == 0 ? "[" + (1 + random.nextInt(6)) + "]"
                    : PIECES.get(random.nextInt(PIECES.size())));
        }
        return answer.toString();
    }

    private static Passage passage(String text) {
        return Passage.whole(new PassageId(UUID.randomUUID()), new DocumentId(UUID.randomUUID()), PlainText.of("Title"),
                PlainText.of(text));
    }
}
