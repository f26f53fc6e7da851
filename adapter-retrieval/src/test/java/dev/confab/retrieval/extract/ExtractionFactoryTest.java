package dev.confab.retrieval.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.document.SourceKind;
import dev.confab.domain.fault.ExtractionFault.Reason;
import dev.confab.domain.ingestion.TextExtractor;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExtractionFactoryTest {

    @TempDir
    private Path folder;

    @Test
    void context_withALimit_keepsIt() {
        Path file = ReadFile.written(folder, "a.txt", "eleven chars".getBytes(StandardCharsets.UTF_8));
        try (ApplicationContext context = start("DOCUMENT_MAX_CHARACTERS", "11")) {
            ReadFile read = ReadFile.of(context.getBean(TextExtractor.class), file, SourceKind.PLAIN_TEXT);
            assertEquals(Optional.of(Reason.TOO_MUCH_TEXT), read.reason());
        }
    }

    @ParameterizedTest
    @CsvSource({ "DOCUMENT_MAX_PAGES,0", "DOCUMENT_MAX_CHARACTERS,many", "EXTRACTION_SECONDS,1",
            "EXTRACTION_MEMORY_MB,31" })
    void context_withAWrongLimit_doesNotStartAndNamesTheKeyNotTheValue(String key, String value) {
        Exception fault = assertThrows(Exception.class, () -> start(key, value).close());

        Throwable named = fault;
        while (!(named instanceof ConfigurationException)) {
            named = Optional.ofNullable(named.getCause()).orElseThrow();
        }
        String message = String.valueOf(named.getMessage());
        assertTrue(message.startsWith(key + ": must be a whole number from "), message);
        assertFalse(message.contains(" " + value + " "), message);
    }

    private static ApplicationContext start(String key, String value) {
        return ApplicationContext.run(PropertySource.of("environment", Map.of(key, value),
                PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE, PropertySource.Origin.of("environment")));
    }
}
