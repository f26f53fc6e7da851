package dev.confab.application.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.PlainText;
import dev.confab.domain.prompt.TokenCounter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link TokenCounter} promises. */
public abstract class TokenCounterContract {

    /** Returns the counter to be tested. */
    protected abstract TokenCounter counter();

    @Test
    final void count_ofNothing_isZero() {
        assertEquals(0, counter().count(PlainText.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", " ", "The quick brown fox.", "çığ", "漢字かな交じり文", "🤖👩‍🔧", "<|endoftext|>",
            "\n\n\n\t" })
    final void count_ofSomething_isAtLeastOneAndAtMostItsBytes(String text) {
        int tokens = counter().count(PlainText.of(text));

        assertTrue(tokens >= 1, () -> text + " has " + tokens);
        assertTrue(tokens <= text.getBytes(StandardCharsets.UTF_8).length, () -> text + " has " + tokens);
    }

    @Test
    final void count_ofALongText_grows() {
        assertTrue(counter().count(PlainText.of("one two three ".repeat(1_000))) > counter()
                .count(PlainText.of("one two three ".repeat(100))));
    }
}
