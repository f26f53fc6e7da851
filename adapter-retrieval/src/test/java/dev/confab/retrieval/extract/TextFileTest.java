package dev.confab.retrieval.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.fault.ExtractionFault.Reason;
import dev.confab.domain.ingestion.TextExtractor;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TextFileTest {

    private static final TextExtractor EXTRACTOR = new SandboxedTextExtractor(
            new ExtractionLimits(Duration.ofSeconds(6), Duration.ofSeconds(3), Duration.ofSeconds(30), 64, 500,
                    1_000_000,
                    1));

    @TempDir
    private Path folder;

    static Stream<Arguments> kinds() {
        return Stream.of(kind("prose", "A servo holds an angle.\nIt turns.", SourceKind.PLAIN_TEXT),
                kind("prose with a hyphen list", "Things:\n- one\n- two\n", SourceKind.PLAIN_TEXT),
                kind("a letter with a signature", "Dear reader,\n\nall the best\n--\nme\n", SourceKind.PLAIN_TEXT),
                kind("a program", "#!/bin/sh\n# says hello\necho hello # now\n# ends\nexit 0\n", SourceKind.PLAIN_TEXT),
                kind("a text about PDFs", "A PDF begins with %PDF-1.7 and ends soon after.", SourceKind.PLAIN_TEXT),
                kind("a heading", "# Servo\n\nIt turns.", SourceKind.MARKDOWN),
                kind("lists and links", "- a [servo](servo.md)\n- a [horn](horn.md)\n", SourceKind.MARKDOWN),
                kind("a table", "| part | torque |\n|------|-------:|\n| horn | 2 Nm |\n", SourceKind.MARKDOWN),
                kind("code and stress", "Run **this**:\n\n```\nservo --turn\n```\n", SourceKind.MARKDOWN),
                Arguments.of("a byte order mark", "\uFEFFText.".getBytes(StandardCharsets.UTF_8),
                        Optional.of(SourceKind.PLAIN_TEXT)),
                Arguments.of("UTF-16", utf16(StandardCharsets.UTF_16LE), Optional.of(SourceKind.PLAIN_TEXT)),
                Arguments.of("UTF-16, big end first", utf16(StandardCharsets.UTF_16BE),
                        Optional.of(SourceKind.PLAIN_TEXT)),
                Arguments.of("a PDF behind other bytes", bytes("\n\n%PDF-1.4\n"), Optional.of(SourceKind.PDF)),
                Arguments.of("nothing", new byte[0], Optional.empty()),
                Arguments.of("a mark only", bytes("\u00EF\u00BB\u00BF"), Optional.empty()),
                Arguments.of("a zip file", bytes("PK\u0003\u0004\u0014\0\0\0\u0008\0"), Optional.empty()),
                Arguments.of("a picture", bytes("\u0089PNG\r\n\u001A\n\0\0\0\rIHDR"), Optional.empty()),
                Arguments.of("a program for a machine", bytes("\u007FELF\u0002\u0001\u0001\0\0\0"), Optional.empty()),
                Arguments.of("a gzip file", bytes("\u001F\u008B\u0008\0\u00FF\u00FE\u00AA\u00BB"), Optional.empty()),
                Arguments.of("rich text", bytes("{\\rtf1\\ansi Text.}"), Optional.empty()),
                Arguments.of("another encoding", bytes("\u00C4rger mit \u00DCbung und \u00D6l"), Optional.empty()),
                Arguments.of("controls", bytes("\u0001\u0002\u0003 text \u0004\u0005"), Optional.empty()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void kindOf_tellsByTheContent(String what, byte[] content, Optional<SourceKind> expected) {
        assertEquals(expected, EXTRACTOR.kindOf(ReadFile.written(folder, "file.pdf", content)), what);
    }

    @Test
    void next_ofMarkdown_givesItsHeadings() {
        String text = String.join("\n", List.of("---", "title: x", "---", "# Servo #", "", "It turns.", "", "Wiring",
                "------", "```", "# no heading", "```", "- item", "---", "", "#tag", "", "### Deep", "#", ""));
        ReadFile read = read(text, SourceKind.MARKDOWN);

        assertEquals(text, read.text());
        assertEquals(List.of("1 Servo", "2 Wiring", "3 Deep"), headings(read));
    }

    @Test
    void next_ofPlainText_takesOnlyUnderlinedTitlesForHeadings() {
        ReadFile read = read("Servo handbook\n==============\n\n# 5 servos\n\nRegards\n--\nme\n",
                SourceKind.PLAIN_TEXT);

        assertEquals(List.of("1 Servo handbook"), headings(read));
    }

    @Test
    void next_ofFlawedText_repairsIt() {
        ReadFile read = ReadFile.of(EXTRACTOR, ReadFile.written(folder, "a",
                bytes("\u00EF\u00BB\u00BFone\r\ntwo\rthree\ffour\u001B five \u00FF six\0")), SourceKind.PLAIN_TEXT);

        assertEquals("one\ntwo\nthree\nfour  five \uFFFD six\uFFFD", read.text());
    }

    @Test
    void next_ofALongText_givesPartsThatEndWithParagraphs() {
        String paragraph = "A servo holds an angle. ".repeat(100).strip() + "\n\n";
        ReadFile read = read(paragraph.repeat(100), SourceKind.PLAIN_TEXT);

        assertTrue(read.pages().size() > 2);
        assertEquals(paragraph.repeat(100), read.text());
        for (PageText part : read.pages()) {
            assertTrue(part.text().length() <= TextParts.LONGEST);
            assertTrue(part.text().value().endsWith("\n\n"));
        }
    }

    @Test
    void next_ofATextWithoutAnyEnd_neverDividesASurrogatePair() {
        String text = "x" + "\uD83E\uDD16".repeat(100_000);
        ReadFile read = read(text, SourceKind.PLAIN_TEXT);

        assertEquals(Optional.of(Reason.NO_TEXT), read("🤖", SourceKind.PLAIN_TEXT).reason());
        assertEquals(Optional.empty(), read.fault());
        assertEquals(text, read.text());
    }

    @Test
    void next_ofTooMuchText_endsThere() {
        ReadFile read = read("word ".repeat(200_001), SourceKind.PLAIN_TEXT);

        assertEquals(Optional.of(Reason.TOO_MUCH_TEXT), read.reason());
    }

    private ReadFile read(String text, SourceKind kind) {
        return ReadFile.of(EXTRACTOR, ReadFile.written(folder, "text", text.getBytes(StandardCharsets.UTF_8)), kind);
    }

    private static List<String> headings(ReadFile read) {
        return read.pages()
                .stream()
                .flatMap(page -> page.headings().stream())
                .map(heading -> heading.level() + " " + heading.words().value())
                .toList();
    }

    private static Arguments kind(String what, String text, SourceKind kind) {
        return Arguments.of(what, PlainText.of(text).value().getBytes(StandardCharsets.UTF_8), Optional.of(kind));
    }

    private static byte[] utf16(Charset charset) {
        return "\uFEFFA servo holds an angle.".getBytes(charset);
    }

    private static byte[] bytes(String characters) {
        return characters.getBytes(StandardCharsets.ISO_8859_1);
    }
}
