package dev.confab.application.ingestion;

import dev.confab.application.document.AddDocument;
import dev.confab.application.document.IngestionSettings;
import dev.confab.application.document.ReadDocuments;
import dev.confab.application.document.RemoveDocument;
import dev.confab.domain.Owner;
import dev.confab.domain.ReplicaId;
import dev.confab.domain.ingestion.PassageCutter;
import dev.confab.domain.message.Message;
import dev.confab.domain.run.Hold;
import java.time.Duration;
import java.util.Optional;

/**
 * The documents of this process: what people do with them, and the work behind that. It has no thread and asks the store
 * nothing while there is nothing to do.
 */
public final class Library {

    private static final Duration AWAKE = Duration.ofMinutes(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Stopping stopping = new Stopping();
    private final Workshop workshop;
    private final SpaceWork space;
    private final DocumentWatching watching;
    private final Additions additions;
    private final StoredDocuments stored;
    private final Optional<KnowledgeSync> knowledge;
    private final TurnMemory memory;

    /** Makes a process of its own, which no other one is mistaken for. */
    public Library(IngestionPorts ports, IngestionSettings settings) {
        this(ports, settings, AWAKE);
    }

    /** @param awake for how long after its last work it looks for what others left behind */
    Library(IngestionPorts ports, IngestionSettings settings, Duration awake) {
        var hold = new Hold(new ReplicaId(ports.ids().next()), settings.lease());
        this.space = new SpaceWork(ports, hold, settings, stopping);
        this.watching = new DocumentWatching(ports.documents(), this::lookAgain);
        var ingestion = new Ingestion(ports, settings, stopping, watching::progressed, space::begin);
        this.workshop = new Workshop(ports.ingestion(), hold, settings, stopping, ingestion, awake);
        this.additions = new Additions(ports, settings, watching, workshop::lookSoon);
        this.stored = new StoredDocuments(ports, watching, this::lookAgain);
        this.memory = new TurnMemory(ports.documents(), new PassageCutter(ports.tokens(), settings.passages()),
                ports.ids(), workshop::lookSoon);
        this.knowledge = ports.knowledge()
                .map(source -> new KnowledgeSync(ports.documents(), source, additions, stored, settings, stopping));
    }

    private void lookAgain() {
        workshop.lookAgain();
    }

    /** Takes documents. */
    public AddDocument addDocument() {
        return additions;
    }

    /** Reads and watches documents. */
    public ReadDocuments readDocuments() {
        return stored;
    }

    /** Deletes documents. */
    public RemoveDocument removeDocument() {
        return stored;
    }

    /** Remembers a turn, so that it is found in the owner's other sessions. */
    void remember(Owner owner, Message question, Message answer) {
        memory.remember(owner, question, answer);
    }

    /**
     * Looks for what processes that are no more have left behind, brings vectors into the space of the embedder, and an
     * operator's files into the store; all in the background. To be called once, when the process begins.
     */
    public void recover() {
        workshop.lookSoon();
        space.begin();
        knowledge.ifPresent(KnowledgeSync::begin);
    }

    /** From now on no work is begun, what is worked on ends with its next step and is given back, nobody watches here. */
    public void beginStopping() {
        stopping.begin();
        workshop.stop();
        watching.end();
    }

    /** Waits until nothing is worked on any more; what still is then is given back. */
    public void end(Duration patience) {
        if (!workshop.awaitIdle(patience)) {
            workshop.handOver(LAST_WORDS);
        }
    }
}
