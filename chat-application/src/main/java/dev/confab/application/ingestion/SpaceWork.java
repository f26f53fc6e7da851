package dev.confab.application.ingestion;

import dev.confab.application.document.IngestionSettings;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.ChatFault;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.Unembedded;
import dev.confab.domain.retrieval.PassageStore;
import dev.confab.domain.run.Hold;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings the vectors of all searchable passages into the space of this process's embedder, beside those that searches use,
 * which are exchanged all at once. It begins when the process does, and when a version became searchable without vectors; it
 * does not begin anew because another process, with another embedder, has exchanged them again.
 */
final class SpaceWork {

    /** A batch may take longer than a version's lease. */
    private static final int PATIENCE = 4;

    private final IngestionStore store;
    private final PassageStore passages;
    private final Optional<Embedder> embedder;
    private final Hold hold;
    private final Stopping stopping;
    private final Pauses pauses;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final AtomicBoolean atWork = new AtomicBoolean();

    SpaceWork(IngestionPorts ports, Hold hold, IngestionSettings settings, Stopping stopping) {
        this.store = ports.ingestion();
        this.passages = ports.passages();
        this.embedder = ports.embedder();
        this.hold = new Hold(hold.replica(), hold.lease().multipliedBy(PATIENCE));
        this.stopping = stopping;
        this.pauses = new Pauses(settings);
    }

    /** Begins, unless it is at it. Does not block. */
    void begin() {
        wanted.set(true);
        if (embedder.isPresent() && !stopping.hasBegun() && atWork.compareAndSet(false, true)) {
            Thread.ofVirtual().name("confab-space").start(() -> work(embedder.get()));
        }
    }

    private void work(Embedder model) {
        try {
            while (wanted.getAndSet(false)) {
                while (!isDone(model)) {
                    stopping.check();
                }
            }
        } catch (Halt halt) {
            return;
        } finally {
            atWork.set(false);
        }
        if (wanted.get()) {
            begin();
        }
    }

    /** Does a little of the work; returns whether nothing is left of it. */
    private boolean isDone(Embedder model) {
        try {
            VectorSpace space = model.space();
            List<Unembedded> lacking = store.claimSpace(hold, space, model.batch());
            if (!lacking.isEmpty()) {
                store.saveSpace(hold, space, Embedding.vectors(model, lacking));
                pauses.reset();
                return false;
            }
            if (isInUse(space)) {
                return true;
            }
            // Another process is at it, or was and is lost.
            stopping.pause(hold.lease());
            return false;
        } catch (ChatFault fault) {
            stopping.pause(pauses.next(fault));
            return false;
        }
    }

    private boolean isInUse(VectorSpace space) {
        return passages.follow(0, 1).space().equals(Optional.of(space));
    }
}
