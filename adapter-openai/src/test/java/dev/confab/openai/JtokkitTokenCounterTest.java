package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.TokenCounterContract;
import dev.confab.domain.PlainText;
import dev.confab.domain.prompt.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JtokkitTokenCounterTest extends TokenCounterContract {

    private static final TokenCounter COUNTER = new JtokkitTokenCounter("gpt-4o-mini");

    @Override
    protected TokenCounter counter() {
        return COUNTER;
    }

    @ParameterizedTest
    @CsvSource({ "gpt-4o-mini, 4", "gpt-4, 4", "llama-3.3-70b-versatile, 4", "'', 4" })
    void count_ofAnyModel_counts(String model, int tokens) {
        assertEquals(tokens, new JtokkitTokenCounter(model).count(PlainText.of("Hello, world!")));
    }

    @Test
    void count_ofWhatLooksSpecial_isOrdinaryText() {
        assertTrue(COUNTER.count(PlainText.of("<|endoftext|>")) > 1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "🤖", "word ", "扭矩等于力乘以力臂，", "👩‍👩‍👧‍👦 mixed Ünïcödé " })
    void start_ofALongText_isItsStart_andAsLongAsItMayBe(String piece) {
        var counter = new JtokkitTokenCounter("m");
        var text = PlainText.of(piece.repeat(20_000 / piece.length()));
        for (int most : new int[] { 1, 10, 777, 1_500 }) {
            PlainText start = counter.start(text, most);

            assertTrue(text.value().startsWith(start.value()));
            assertTrue(counter.count(start) <= most, () -> most + ": " + counter.count(start));
            assertTrue(most < 10 || counter.count(start) >= most - 8, () -> most + ": " + counter.count(start));
        }
        assertEquals(text, counter.start(text, 1_000_000));
    }

    @Test
    void count_ofALongText_isThatOfItsParts() {
        String sentence = "The robot lifts its arm, slowly at first, and then it waves. ";
        int one = COUNTER.count(PlainText.of(sentence + sentence)) - COUNTER.count(PlainText.of(sentence));

        assertEquals(1_000 * one, COUNTER.count(PlainText.of(sentence.repeat(1_000))), one);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", " ", "🤖", "!" })
    void count_ofAMegabyteOfTheSame_takesNoTimeToSpeakOf(String piece) {
        String text = piece.repeat((1 << 20) / piece.getBytes(StandardCharsets.UTF_8).length);
        COUNTER.count(PlainText.of("warm"));

        int tokens = assertTimeout(Duration.ofSeconds(20), () -> COUNTER.count(PlainText.of(text)));
        assertTrue(tokens >= 1 && tokens <= 1 << 20, () -> piece + " has " + tokens);
    }
}
