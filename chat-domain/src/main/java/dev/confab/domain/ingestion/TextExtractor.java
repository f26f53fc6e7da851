package dev.confab.domain.ingestion;

import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.fault.ExtractionFault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the text of files that nobody vouches for. Safe for use by several threads at once.
 */
public interface TextExtractor {

    /**
     * Tells what a file is by its content alone; empty if it is nothing that can be read.
     *
     * @param file a readable file
     * @throws ExtractionFault if it cannot be looked at
     */
    Optional<SourceKind> kindOf(Path file);

    /**
     * Begins to read. Whatever is in the file, that neither takes more time and memory than the limits allow nor disturbs
     * this process.
     *
     * @param file a readable file that stays in place until the extraction is closed
     * @param kind what {@link #kindOf} told of it
     * @throws ExtractionFault if it cannot begin
     */
    Extraction open(Path file, SourceKind kind);

    /** A file that is being read. For one thread; closing it ends all that works on it. */
    interface Extraction extends AutoCloseable {

        /** Returns how many pages there are, once that is known; empty for ever where there are no pages. */
        Optional<Integer> pages();

        /**
         * Returns the next page, in order; empty after the last one. Text is repaired: no U+0000, no lone surrogates,
         * ligatures as letters, words that were divided at the end of a line in one piece. Blocks.
         *
         * @throws ExtractionFault if the file cannot be read, has no text, or goes beyond a limit
         */
        Optional<PageText> next();

        @Override
        void close();
    }
}
