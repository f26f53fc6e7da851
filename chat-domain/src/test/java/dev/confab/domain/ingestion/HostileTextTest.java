package dev.confab.domain.ingestion;

import static dev.confab.domain.ingestion.IngestionFixtures.TARGET;
import static dev.confab.domain.ingestion.IngestionFixtures.TOKENS;
import static dev.confab.domain.ingestion.IngestionFixtures.cut;
import static dev.confab.domain.ingestion.IngestionFixtures.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.prompt.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a text looks like, nothing of it is lost, no passage is larger than it may be, and cutting ends. */
final class HostileTextTest {

    /** Many times what it takes, so that a slow machine is not a quadratic rule. */
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int LARGE = 5_000_000;
    private static final int MOST_PAGE = 900_000;

    static Stream<String> texts() {
        return Stream.of("a".repeat(100_000), "🤖".repeat(50_000), "word ".repeat(20_000), "\n".repeat(100_000) + "x",
                "```\n" + "code();\n".repeat(10_000), "# h\n".repeat(20_000), "a\n-\n".repeat(10_000),
                "漢字。".repeat(20_000), " \u00A0\u2003".repeat(10_000) + "end", "- item\n".repeat(10_000),
                ". ".repeat(20_000), "x" + " ".repeat(50_000) + "y", "a\u0301\u0302\u0303".repeat(20_000),
                "x" + "\u0301".repeat(20_000), "A. ".repeat(20_000), "```\n\n~~~\n".repeat(5_000),
                "# h\n\n" + "t".repeat(3_000) + "\n\n# " + "long ".repeat(1_000));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void cut_keepsEverythingInBoundedPassages(String text) {
        assertWhole(text, cut(text), 2 * TARGET);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "word ", "\n", "# h\n", "Some words make a sentence. ", "漢", "a. ", "`", "```\n",
            "- ",
            "a|b\n", "(. ", " .\n\n", "🤖", "\u0301" })
    void cut_ofALargeText_takesTimeInProportion(String piece) {
        var pages = new ArrayList<PageText>();
        String page = piece.repeat(MOST_PAGE / piece.length());
        for (int length = 0; length < LARGE; length += page.length()) {
            pages.add(page(pages.size() + 1, page));
        }

        assertTimeoutPreemptively(LONGEST, () -> {
            var passages = IngestionFixtures.cutter().passages(SourceKind.PDF, pages);
            int end = 0;
            while (passages.hasNext()) {
                NewPassage passage = passages.next();
                assertTrue(passage.span().to() > end);
                end = passage.span().to();
            }
            assertTrue(end > 0 || piece.isBlank());
        });
    }

    @Test
    void cut_ofRandomTextInRandomPages_keepsEverything() {
        long seed = Long.getLong("confab.seed", System.nanoTime());
        var random = new Random(seed);
        String[] pieces = { "Word ", "word. ", "\n", "\n\n", "# Heading\n", "## More\n\n", "- item\n", "| a | b |\n",
                "```\n",
                "漢字。", "🤖", "\u00A0", "    code\n", "long".repeat(300), "1. first\n", "e\u0301", "? " };
        TokenCounter bytes = text -> text.value().getBytes(StandardCharsets.UTF_8).length;
        for (int round = 0; round < 300; round++) {
            var pages = new ArrayList<PageText>();
            var whole = new StringBuilder();
            for (int number = 1; number <= 1 + random.nextInt(5); number++) {
                var text = new StringBuilder();
                for (int piece = random.nextInt(200); piece > 0; piece--) {
                    text.append(pieces[random.nextInt(pieces.length)]);
                }
                pages.add(page(number, text.toString()));
                whole.append(text);
            }
            var size = new PassageSize(20 + random.nextInt(300), random.nextInt(10));
            TokenCounter counter = random.nextBoolean() ? TOKENS : bytes;
            List<NewPassage> passages = new PassageCutter(counter, size).cut(SourceKind.PDF, pages);

            assertWhole(whole.toString(), passages, size.target() * 2 * Units.LONGEST_PER_TOKEN);
            for (NewPassage passage : passages) {
                assertTrue(counter.count(passage.text()) <= 2 * size.target() + 20, () -> "seed " + seed);
                assertEquals(0, passage.pages().getFirst().at());
            }
        }
    }

    private static void assertWhole(String text, List<NewPassage> passages, int longest) {
        var covered = new boolean[text.length()];
        for (int at = 0; at < passages.size(); at++) {
            NewPassage passage = passages.get(at);
            assertEquals(at, passage.ordinal());
            assertEquals(text.substring(passage.span().from(), passage.span().to()), passage.text().value());
            assertTrue(passage.text().length() <= longest, () -> passage.text().length() + " characters");
            assertFalse(Character.isLowSurrogate(passage.text().value().charAt(0)));
            Arrays.fill(covered, passage.span().from(), passage.span().to(), true);
        }
        for (int at = 0; at < covered.length; at++) {
            assertTrue(covered[at] || Block.isBlank(text.charAt(at)), "only white space is left out");
        }
    }
}
