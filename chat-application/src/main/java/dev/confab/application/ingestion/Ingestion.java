package dev.confab.application.ingestion;

import dev.confab.application.document.IngestionSettings;
import dev.confab.domain.DocumentId;
import dev.confab.domain.document.DocumentFailure;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.ExtractionFault;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.IngestionTask;
import dev.confab.domain.ingestion.PassageCutter;
import dev.confab.domain.ingestion.Publishing;
import dev.confab.domain.retrieval.ContextRetriever;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The way of one version through its steps, and what becomes of it when one fails: what is wrong with the file makes the
 * version fail; what is wrong with those who work on it makes it wait and be tried again.
 */
final class Ingestion {

    private final IngestionStore store;
    private final ContextRetriever retriever;
    private final IngestionSettings settings;
    private final Stopping stopping;
    private final Reading reading;
    private final Cutting cutting;
    private final Embedding embedding;
    private final boolean embeds;
    private final Consumer<DocumentId> onProgress;
    private final Runnable onVectorsLacking;
    private final Map<DocumentId, Pauses> pauses = new ConcurrentHashMap<>();

    /**
     * @param onProgress       is told when more of a document is done, and must not block
     * @param onVectorsLacking is told when a version became searchable by its words alone though there is an embedder
     */
    Ingestion(IngestionPorts ports, IngestionSettings settings, Stopping stopping, Consumer<DocumentId> onProgress,
            Runnable onVectorsLacking) {
        this.store = ports.ingestion();
        this.retriever = ports.retriever();
        this.settings = settings;
        this.stopping = stopping;
        this.reading = new Reading(ports);
        this.cutting = new Cutting(ports, new PassageCutter(ports.tokens(), settings.passages()));
        this.embedding = new Embedding(ports);
        this.embeds = ports.embedder().isPresent();
        this.onProgress = onProgress;
        this.onVectorsLacking = onVectorsLacking;
    }

    /** Works on a version until it is searchable, has failed, or is given back. */
    void work(HeldVersion held) {
        try {
            make(held);
            pauses.remove(held.key().document());
        } catch (Halt halt) {
            giveBack(held, Optional.empty(), false);
        } catch (ExtractionFault fault) {
            if (fault.retryable()) {
                giveBack(held, Optional.of(pause(held).next()), true);
            } else {
                fail(held, fault);
            }
        } catch (LlmFault fault) {
            giveBack(held, Optional.of(pause(held).next(fault)), false);
        } catch (StoreFault fault) {
            giveBack(held, Optional.of(pause(held).next(fault)), true);
        } catch (RuntimeException | Error bug) {
            giveBack(held, Optional.of(pause(held).next()), true);
            if (!stopping.hasBegun() && !held.isLost()) {
                throw bug;
            }
        } finally {
            onProgress.accept(held.key().document());
        }
    }

    private Pauses pause(HeldVersion held) {
        return pauses.computeIfAbsent(held.key().document(), document -> new Pauses(settings));
    }

    private void make(HeldVersion held) {
        Runnable progressed = () -> onProgress.accept(held.key().document());
        IngestionTask.Progress progress = held.task().progress();
        progressed.run();
        if (progress == IngestionTask.Progress.STORED) {
            reading.read(held, progressed);
        }
        if (progress != IngestionTask.Progress.CUT) {
            cutting.cut(held, progressed);
        }
        Optional<VectorSpace> space = embedding.embed(held, progressed);
        Publishing publishing = held.patiently(() -> store.publish(held.owner(), held.key(), space));
        if (publishing == Publishing.PUBLISHED) {
            // Whatever an index is doing, an interrupt could cost it its files.
            held.close();
            follow(held);
            if (embeds && space.isEmpty()) {
                onVectorsLacking.run();
            }
        }
    }

    /** What this process has made searchable, it finds without having to look first. */
    private void follow(HeldVersion held) {
        try {
            retriever.follow(held.owner());
        } catch (RuntimeException late) {
            // The next question looks by itself.
        }
    }

    private void fail(HeldVersion held, ExtractionFault fault) {
        try {
            held.fail(new DocumentFailure(fault.code(), Objects.requireNonNullElse(fault.getMessage(), fault.code())));
            pauses.remove(held.key().document());
        } catch (Halt | StoreFault notSaid) {
            giveBack(held, Optional.empty(), false);
        }
    }

    /** @param after how long it is to wait; empty when it was not the work that failed */
    private void giveBack(HeldVersion held, Optional<Duration> after, boolean counted) {
        Thread.interrupted();
        if (held.isLost()) {
            pauses.remove(held.key().document());
        } else if (stopping.hasBegun() || after.isEmpty()) {
            held.giveBack(Duration.ZERO, false);
        } else {
            held.giveBack(after.get(), counted);
        }
    }
}
