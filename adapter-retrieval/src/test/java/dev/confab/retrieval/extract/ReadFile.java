package dev.confab.retrieval.extract;

import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.ingestion.TextExtractor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What came of reading a file.
 *
 * @param pages those that were read
 * @param fault what ended it, if anything did
 */
record ReadFile(List<PageText> pages, Optional<ExtractionFault> fault) {

    /** Limits that hostile files reach soon. */
    static final ExtractionLimits TIGHT = new ExtractionLimits(Duration.ofSeconds(6), Duration.ofSeconds(3),
            Duration.ofSeconds(30), 64, 500, 300_000, 2);

    static ReadFile of(TextExtractor extractor, Path file) {
        return of(extractor, file, SourceKind.PDF);
    }

    static ReadFile of(TextExtractor extractor, Path file, SourceKind kind) {
        var pages = new ArrayList<PageText>();
        try (var extraction = extractor.open(file, kind)) {
            for (Optional<PageText> page = extraction.next(); page.isPresent(); page = extraction.next()) {
                pages.add(page.get());
            }
            return new ReadFile(pages, Optional.empty());
        } catch (ExtractionFault fault) {
            return new ReadFile(pages, Optional.of(fault));
        }
    }

    static Path written(Path folder, String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    String text() {
        return pages.stream().map(page -> page.text().value()).collect(Collectors.joining());
    }

    Optional<ExtractionFault.Reason> reason() {
        return fault.map(ExtractionFault::reason);
    }
}
