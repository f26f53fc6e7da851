package dev.confab.application.ingestion;

import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.PageText;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.TextExtractor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first step: the content becomes a file for as long as it is read, and the pages are stored as they come. */
final class Reading {

    /** When pages are stored: so many, so much text, or so long after the last ones. */
    private static final int MOST_PAGES = 25;
    private static final int MOST_TEXT = 500_000;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final DocumentStore documents;
    private final IngestionStore store;
    private final TextExtractor extractor;

    Reading(IngestionPorts ports) {
        this.documents = ports.documents();
        this.store = ports.ingestion();
        this.extractor = ports.extractor();
    }

    /** @param progressed is called when more of it is stored */
    void read(HeldVersion held, Runnable progressed) {
        try {
            Path file = Files.createTempFile("confab-", ".document");
            try {
                copy(held, file);
                extract(held, file, progressed);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private void copy(HeldVersion held, Path file) throws IOException {
        IngestionTask.Key key = held.key();
        long copied = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            while (copied < held.task().bytes()) {
                int part = (int) (copied / DocumentStore.PART);
                Optional<byte[]> bytes = held.patiently(
                        () -> documents.readContent(held.owner(), key.document(), key.version(), part));
                if (bytes.isEmpty()) {
                    // The document was deleted, which this says too.
                    held.store(() -> store.extend(held.owner(), key, held.hold()));
                    throw new IllegalStateException("part " + part + " of document " + key.document() + " is missing");
                }
                out.write(bytes.get());
                copied += bytes.get().length;
            }
        }
    }

    private void extract(HeldVersion held, Path file, Runnable progressed) {
        int count = 0;
        var gathered = new ArrayList<PageText>();
        int text = 0;
        long last = System.nanoTime();
        try (TextExtractor.Extraction extraction = extractor.open(file, held.task().kind())) {
            Optional<PageText> page = extraction.next();
            while (page.isPresent()) {
                held.check();
                gathered.add(page.get());
                text += page.get().text().length();
                count++;
                if (gathered.size() >= MOST_PAGES || text >= MOST_TEXT
                        || System.nanoTime() - last > LONGEST.toNanos()) {
                    save(held, gathered, extraction.pages());
                    progressed.run();
                    gathered.clear();
                    text = 0;
                    last = System.nanoTime();
                }
                page = extraction.next();
            }
            if (!gathered.isEmpty()) {
                save(held, gathered, extraction.pages());
            }
        }
        int pages = count;
        held.store(() -> store.endReading(held.owner(), held.key(), held.hold(), pages));
        progressed.run();
    }

    private void save(HeldVersion held, List<PageText> gathered, Optional<Integer> total) {
        List<PageText> pages = List.copyOf(gathered);
        held.store(() -> store.savePages(held.owner(), held.key(), held.hold(), pages, total));
    }
}
