package dev.confab.application.ingestion;

import dev.confab.application.document.IngestionSettings;
import dev.confab.application.memory.ApproximateTokenCounter;
import dev.confab.application.memory.InMemoryContextRetriever;
import dev.confab.application.memory.InMemoryDocumentStore;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.document.DocumentStore;
import dev.confab.domain.document.SourceKind;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.PassageSize;
import dev.confab.domain.ingestion.TextExtractor;
import dev.confab.domain.retrieval.ContextRetriever;
import dev.confab.domain.run.Hold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process that works on what it can claim, on the calling thread, and that things may befall. */
final class IngestionProcess {

    /** Small passages, no waiting: the store's clock does not go on by itself. */
    static final IngestionSettings SETTINGS = new IngestionSettings(10_000_000, 100, 1_000, 2, Duration.ofHours(1),
            Duration.ZERO, Duration.ZERO, new PassageSize(20, 0));

    private final IngestionPorts ports;
    private final Hold hold = new Hold(new ReplicaId(UUID.randomUUID()), SETTINGS.lease());
    private final Stopping stopping = new Stopping();
    private final AtomicBoolean vectorsLacking = new AtomicBoolean();
    private final Ingestion ingestion;

    IngestionProcess(InMemoryDocumentStore store, TextExtractor extractor, Embedder embedder, Blow blow) {
        this.ports = new IngestionPorts(blow.over(DocumentStore.class, store),
                blow.over(IngestionStore.class, store), store, new CountedExtractor(blow, extractor),
                Optional.of(blow.over(Embedder.class, embedder)),
                blow.over(ContextRetriever.class, new InMemoryContextRetriever(store)), Optional.empty(),
                new ApproximateTokenCounter(), UUID::randomUUID);
        this.ingestion = new Ingestion(ports, SETTINGS, stopping, document -> {
        }, () -> vectorsLacking.set(true));
    }

    /** An extractor whose extractions are counted too. */
    private record CountedExtractor(Blow blow, TextExtractor extractor) implements TextExtractor {

        @Override
        public Optional<SourceKind> kindOf(Path file) {
            return extractor.kindOf(file);
        }

        @Override
        public Extraction open(Path file, SourceKind kind) {
            return blow.over(Extraction.class, extractor.open(file, kind), name -> !name.equals("pages"));
        }
    }

    IngestionPorts ports() {
        return ports;
    }

    boolean isToldThatVectorsLack() {
        return vectorsLacking.get();
    }

    /** Begins to stop: the step at work is the last one. */
    void stop() {
        stopping.begin();
    }

    /** Works until there is nothing to claim any more; returns how many versions it claimed. */
    int work() {
        int claimed = 0;
        Optional<IngestionTask> task = ports.ingestion().claim(hold);
        while (task.isPresent()) {
            claimed++;
            try (var held = new HeldVersion(ports.ingestion(), task.get(), hold, stopping)) {
                ingestion.work(held);
            }
            task = stopping.hasBegun() ? Optional.empty() : ports.ingestion().claim(hold);
        }
        return claimed;
    }
}
