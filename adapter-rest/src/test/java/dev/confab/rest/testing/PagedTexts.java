package dev.confab.rest.testing;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.ingestion.TextExtractor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Reads text, for real. What begins like a PDF has pages: form feeds end them. One that says so is damaged, and what holds a
 * zero is nothing that can be read.
 */
public final class PagedTexts implements TextExtractor {

    /** Taken for each page, so that a test can hold the reading up. */
    public final Semaphore pages = new Semaphore(Integer.MAX_VALUE / 2);

    @Override
    public Optional<SourceKind> kindOf(Path file) {
        String text = text(file);
        if (text.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return Optional.of(text.startsWith("%PDF-") ? SourceKind.PDF : SourceKind.PLAIN_TEXT);
    }

    @Override
    public Extraction open(Path file, SourceKind kind) {
        String text = text(file);
        if (text.contains("damaged")) {
            throw new ExtractionFault(ExtractionFault.Reason.DAMAGED, "The file is damaged.", null);
        }
        return new Reading(kind == SourceKind.PDF ? text.split("\f", -1) : new String[] { text },
                kind == SourceKind.PDF);
    }

    private final class Reading implements Extraction {

        private final String[] texts;
        private final boolean paged;
        private int next;

        Reading(String[] texts, boolean paged) {
            this.texts = texts;
            this.paged = paged;
        }

        @Override
        public Optional<Integer> pages() {
            return paged ? Optional.of(texts.length) : Optional.empty();
        }

        @Override
        public Optional<PageText> next() {
            if (next == texts.length) {
                return Optional.empty();
            }
            pages.acquireUninterruptibly();
            String text = texts[next++] + (paged ? "\n" : "");
            return Optional.of(new PageText(next, PlainText.repaired(text), List.of()));
        }

        @Override
        public void close() {
            next = texts.length;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
