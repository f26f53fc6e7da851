package dev.confab.application.ingestion;

import dev.confab.domain.PlainText;
import dev.confab.domain.document.PageText;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.ingestion.TextExtractor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Takes a text for a file with pages, a form feed being the end of each; remembers which files it was given. */
final class PagedExtractor implements TextExtractor {

    private final List<Path> files = new ArrayList<>();

    List<Path> files() {
        return files;
    }

    @Override
    public Optional<SourceKind> kindOf(Path file) {
        return Optional.of(SourceKind.PDF);
    }

    @Override
    public Extraction open(Path file, SourceKind kind) {
        files.add(file);
        var pages = new ArrayList<PageText>();
        for (String page : text(file).split("\f", -1)) {
            pages.add(new PageText(pages.size() + 1, PlainText.of(page + "\n"), List.of()));
        }
        return new Pages(pages.size(), pages.iterator());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private record Pages(int count, Iterator<PageText> left) implements Extraction {

        @Override
        public Optional<Integer> pages() {
            return Optional.of(count);
        }

        @Override
        public Optional<PageText> next() {
            return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
        }

        @Override
        public void close() {
            // Nothing works on it.
        }
    }
}
