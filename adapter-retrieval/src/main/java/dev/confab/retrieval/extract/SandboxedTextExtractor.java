package dev.confab.retrieval.extract;

import dev.confab.domain.document.SourceKind;
import dev.confab.domain.ingestion.TextExtractor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads plain text and Markdown here, and each PDF in a process of its own, since a small file can keep a reader busy for ever:
 * that process has little memory, is ended when it has worked for too long, and gets the processor when nobody else wants it.
 * Readers end with this process.
 *
 * <p>
 * Text is UTF-8, or UTF-16 with a byte order mark. Safe for use by several threads at once.
 */
public final class SandboxedTextExtractor implements TextExtractor {

    private final ExtractionLimits limits;
    private final Faults faults;
    private final ReaderCommand command;
    private final Semaphore places;

    /**
     * Makes an extractor.
     *
     * @throws IllegalStateException if the libraries that a reader's process needs are no files of this machine
     */
    public SandboxedTextExtractor(ExtractionLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.faults = new Faults(limits);
        this.command = ReaderCommand.of(limits);
        this.places = new Semaphore(limits.atOnce(), true);
    }

    @Override
    public Optional<SourceKind> kindOf(Path file) {
        try {
            return FileKind.of(file);
        } catch (IOException fault) {
            throw Faults.interrupted("The file cannot be looked at.", fault);
        }
    }

    /** {@inheritDoc} Waits for its turn if as many PDFs as may be are being read. */
    @Override
    public Extraction open(Path file, SourceKind kind) {
        try {
            return switch (kind) {
                case PDF -> openPdf(file);
                case PLAIN_TEXT, MARKDOWN ->
                    new TextExtraction(FileKind.reader(file), kind == SourceKind.MARKDOWN, limits,
                            faults);
                case CHUNKS -> throw new IllegalArgumentException("this kind of document is no file");
            };
        } catch (IOException fault) {
            throw Faults.interrupted("The file cannot be opened.", fault);
        }
    }

    private Extraction openPdf(Path file) throws IOException {
        try {
            places.acquire();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Faults.interrupted("The reading of the file was interrupted before it began.", interrupted);
        }
        var held = new AtomicBoolean(true);
        Runnable giveBack = () -> {
            if (held.getAndSet(false)) {
                places.release();
            }
        };
        try {
            return new PdfExtraction(ReaderProcess.start(command, file, limits, faults), limits, faults, giveBack);
        } catch (IOException | RuntimeException | Error fault) {
            giveBack.run();
            throw fault;
        }
    }
}
