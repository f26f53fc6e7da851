package dev.confab.retrieval.extract;

import dev.confab.domain.ingestion.TextExtractor;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.value.PropertyResolver;
import java.util.Locale;

/** The extractor of a server, with the limits that its configuration names. */
@Factory
final class ExtractionFactory {

    private final PropertyResolver properties;

    ExtractionFactory(PropertyResolver properties) {
        this.properties = properties;
    }

    /** Made when the server starts, so that a wrong limit stops it. */
    @Context
    TextExtractor textExtractor() {
        ExtractionLimits usual = ExtractionLimits.DEFAULT;
        return new SandboxedTextExtractor(ExtractionLimits.of(
                number("EXTRACTION_SECONDS", Math.toIntExact(usual.waiting().toSeconds()),
                        ExtractionLimits.LEAST_SECONDS, ExtractionLimits.MOST_SECONDS),
                number("EXTRACTION_MEMORY_MB", usual.megabytes(), ExtractionLimits.LEAST_MEGABYTES,
                        ExtractionLimits.MOST_MEGABYTES),
                number("DOCUMENT_MAX_PAGES", usual.pages(), 1, ExtractionLimits.MOST_PAGES),
                number("DOCUMENT_MAX_CHARACTERS", usual.characters(), 1, ExtractionLimits.MOST_CHARACTERS)));
    }

    /** DOCUMENT_MAX_PAGES is the property document.max-pages. The value itself is not repeated. */
    private int number(String key, int usual, int least, int most) {
        String property = key.toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');
        String value = properties.getProperty(property, String.class).map(String::strip).orElse("");
        if (value.isEmpty()) {
            return usual;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException wrong) {
            throw new ConfigurationException(expected(key, least, most), wrong);
        }
        throw new ConfigurationException(expected(key, least, most));
    }

    private static String expected(String key, int least, int most) {
        return key + ": must be a whole number from " + least + " to " + most;
    }
}
