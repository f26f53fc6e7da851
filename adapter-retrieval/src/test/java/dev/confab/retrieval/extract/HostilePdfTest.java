package dev.confab.retrieval.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.document.SourceKind;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.ingestion.TextExtractor;
import dev.confab.retrieval.extract.pdf.HostilePdfs;
import dev.confab.retrieval.extract.pdf.HostilePdfs.Hostile;
import dev.confab.retrieval.extract.pdf.WrittenPdf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HostilePdfTest {

    private static final TextExtractor EXTRACTOR = new SandboxedTextExtractor(ReadFile.TIGHT);

    @TempDir
    private Path folder;

    static Stream<Hostile> hostile() {
        return HostilePdfs.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void next_ofAHostileFile_endsWithAReasonThatAPersonUnderstands(Hostile hostile) {
        ReadFile read = ReadFile.of(EXTRACTOR, ReadFile.written(folder, "hostile.pdf", hostile.file().get()));

        ExtractionFault fault = read.fault().orElseThrow();
        assertTrue(hostile.reasons().contains(fault.reason()), () -> "ended with " + fault.reason());
        String message = String.valueOf(fault.getMessage());
        assertTrue(message.matches("[A-Z].*\\."), message);
        assertFalse(message.contains("Exception") || message.contains("hostile"), message);
    }

    static Stream<byte[]> strange() {
        return Stream.of(HostilePdfs.withScript(), HostilePdfs.withWrongTable(), HostilePdfs.withOwnParent(),
                HostilePdfs.withDeepDictionaries());
    }

    @ParameterizedTest
    @MethodSource("strange")
    void next_ofAFileThatIsOnlyStrange_readsItsTextAlone(byte[] file) {
        assertReads(file);
    }

    static Stream<byte[]> polyglots() {
        byte[] good = HostilePdfs.withScript();
        return Stream.of(joined("<html><body>Hello</body></html>\n".getBytes(StandardCharsets.US_ASCII), good),
                joined(new byte[] { (byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0 },
                        good),
                joined(good, new byte[] { 'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0, 'P', 'K', 5, 6 }));
    }

    @ParameterizedTest
    @MethodSource("polyglots")
    void next_ofAFileThatIsAlsoSomethingElse_readsThePdf(byte[] file) {
        assertReads(file);
    }

    @Test
    void next_ofAFileWhoseEndIsMissing_readsWhatIsThere() {
        try (var pdf = new WrittenPdf()) {
            pdf.page().lines("The first page is fine.");
            byte[] good = pdf.bytes();
            ReadFile read = ReadFile.of(EXTRACTOR, ReadFile.written(folder, "cut.pdf",
                    Arrays.copyOf(good, good.length - 40)));

            assertEquals(Optional.empty(), read.fault());
            assertEquals("The first page is fine.\n\n", read.text());
        }
    }

    private void assertReads(byte[] file) {
        Path path = ReadFile.written(folder, "good.pdf", file);
        assertEquals(Optional.of(SourceKind.PDF), EXTRACTOR.kindOf(path));
        assertEquals("Read me if you can.\n\n", ReadFile.of(EXTRACTOR, path).text());
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
