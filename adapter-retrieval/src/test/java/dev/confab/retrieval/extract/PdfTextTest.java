package dev.confab.retrieval.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.ingestion.TextExtractor;
import dev.confab.retrieval.extract.pdf.WrittenPdf;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the text of a PDF looks like. */
final class PdfTextTest {

    private static final TextExtractor EXTRACTOR = new SandboxedTextExtractor(ReadFile.TIGHT);

    @TempDir
    private Path folder;

    @Test
    void next_ofSeveralPages_givesEachWithItsHeadings() {
        try (var pdf = new WrittenPdf()) {
            pdf.page()
                    .heading(22, "Servo handbook")
                    .lines("A servo turns its horn to an angle and then holds that angle against", "the load.")
                    .heading(14, "Torque")
                    .lines("Torque is what turns the horn against a load that is hung from its end", "and pulls it.")
                    .page()
                    .boldLine("Wiring")
                    .lines("Red is plus, brown is minus, and orange is the signal that tells the angle.");
            ReadFile read = read(pdf);

            assertEquals(Optional.empty(), read.fault());
            assertEquals(
                    "Servo handbook\n\nA servo turns its horn to an angle and then holds that angle against the load."
                            + "\n\nTorque\n\nTorque is what turns the horn against a load that is hung from its end and pulls it.\n\n",
                    read.pages().getFirst().text().value());
            assertEquals(List.of("1 Servo handbook", "3 Torque", "3 Wiring"), headings(read));
            assertTrue(read.pages().getLast().text().value().startsWith("Wiring\n\nRed is plus"));
        }
    }

    @Test
    void next_ofParagraphs_dividesThemByEmptyLines() {
        try (var pdf = new WrittenPdf()) {
            pdf.page()
                    .lines("The first paragraph has a line that reaches to the end of its column,", "and a short one.")
                    .gap()
                    .lines("The second paragraph begins after a gap, and it has two lines as well,", "as one can see.");

            assertEquals(List.of(
                    "The first paragraph has a line that reaches to the end of its column, and a short one.", "",
                    "The second paragraph begins after a gap, and it has two lines as well, as one can see.", ""),
                    read(pdf).text().lines().toList());
        }
    }

    @Test
    void next_ofShortLines_keepsThemAsLines() {
        try (var pdf = new WrittenPdf()) {
            pdf.page()
                    .lines("What is in the box, as far as it is known to those who have packed it:", "- a servo",
                            "- a horn", "- four screws");

            assertEquals(List.of("- a servo", "- a horn", "- four screws"),
                    read(pdf).text().lines().filter(line -> line.startsWith("-")).toList());
        }
    }

    @Test
    void next_ofDividedWords_putsThemTogether() {
        try (var pdf = new WrittenPdf()) {
            pdf.page()
                    .lines("Whoever tightens the screws by hand should know that the tor-",
                            "que of a screwdriver is limited, and that a well-known rule of thumb-",
                            "Rules are none here, says that a state-of-the-",
                            "art screwdriver, which is well-", "known, helps.");

            assertEquals(
                    "Whoever tightens the screws by hand should know that the torque of a screwdriver is limited, and "
                            + "that a well-known rule of thumb- Rules are none here, says that a state-of-the-art screwdriver, "
                            + "which is well-known, helps.\n\n",
                    read(pdf).text().replace('\n', ' ').strip() + "\n\n");
        }
    }

    @Test
    void next_ofColumns_readsOneAfterTheOther() {
        try (var pdf = new WrittenPdf()) {
            pdf.page()
                    .lines("The left column is read first,", "line by line, down to its end", "and then")
                    .column(320)
                    .lines("the right one follows with its", "own lines.");

            assertEquals("The left column is read first, line by line, down to its end and then the right one follows "
                    + "with its own lines.", read(pdf).text().replaceAll("\\s+", " ").strip());
        }
    }

    @Test
    void next_ofAFileWithAnEmptyPassword_readsIt() {
        try (var pdf = new WrittenPdf()) {
            pdf.page().lines("Nobody needs a password to read this.");

            Path file = ReadFile.written(folder, "protected.pdf", pdf.encrypted("secret", ""));
            assertEquals("Nobody needs a password to read this.\n\n", ReadFile.of(EXTRACTOR, file).text());
        }
    }

    @Test
    void next_ofAFileWithAStrangeName_readsIt() {
        try (var pdf = new WrittenPdf()) {
            pdf.page().lines("What it is called does not matter.");

            Path file = ReadFile.written(folder, "-Ünïcode 机器人 'name'.pdf", pdf.bytes());
            assertEquals("What it is called does not matter.\n\n", ReadFile.of(EXTRACTOR, file).text());
        }
    }

    @Test
    void pages_onceTheFirstIsRead_tellsHowManyThereAre() {
        try (var pdf = new WrittenPdf()) {
            for (int page = 1; page <= 5; page++) {
                pdf.page().lines("This is page number " + page + ".");
            }
            Path file = ReadFile.written(folder, "five.pdf", pdf.bytes());
            try (var extraction = EXTRACTOR.open(file, SourceKind.PDF)) {
                assertEquals(1, extraction.next().orElseThrow().number());
                assertEquals(Optional.of(5), extraction.pages());
                assertEquals(2, extraction.next().orElseThrow().number());
            }
        }
    }

    private ReadFile read(WrittenPdf pdf) {
        return ReadFile.of(EXTRACTOR, ReadFile.written(folder, "read.pdf", pdf.bytes()));
    }

    private static List<String> headings(ReadFile read) {
        return read.pages()
                .stream()
                .flatMap(page -> page.headings().stream().peek(heading -> assertStands(page, heading)))
                .map(heading -> heading.level() + " " + heading.words().value())
                .toList();
    }

    private static void assertStands(PageText page, PageText.Heading heading) {
        assertEquals(heading.words().value(),
                page.text().value().substring(heading.span().from(), heading.span().to()));
    }
}
