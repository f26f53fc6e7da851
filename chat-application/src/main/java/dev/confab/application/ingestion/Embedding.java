package dev.confab.application.ingestion;

import dev.confab.domain.PassageId;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.ingestion.IngestionStore;
import dev.confab.domain.ingestion.Unembedded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The third step: passages get vectors, batch by batch, each stored before the next one is asked for; so a failure costs one
 * batch and no more.
 */
final class Embedding {

    private final IngestionStore store;
    private final Optional<Embedder> embedder;

    Embedding(IngestionPorts ports) {
        this.store = ports.ingestion();
        this.embedder = ports.embedder();
    }

    /**
     * Embeds what has no vector yet.
     *
     * @return the space in which all passages have vectors; empty if there is no embedder, or none that works before a
     *         person changes something: words alone find the passages then, and vectors come later
     * @throws LlmFault if the embedder failed and may work again by itself
     */
    Optional<VectorSpace> embed(HeldVersion held, Runnable progressed) {
        if (embedder.isEmpty()) {
            return Optional.empty();
        }
        try {
            VectorSpace space = embedder.get().space();
            List<Unembedded> lacking = lacking(held, space, embedder.get());
            while (!lacking.isEmpty()) {
                held.check();
                Map<PassageId, Vector> vectors = vectors(embedder.get(), lacking);
                held.store(() -> store.saveVectors(held.owner(), held.key(), held.hold(), space, vectors));
                progressed.run();
                lacking = lacking(held, space, embedder.get());
            }
            return Optional.of(space);
        } catch (LlmFault fault) {
            if (Pauses.passes(fault)) {
                throw fault;
            }
            return Optional.empty();
        }
    }

    private List<Unembedded> lacking(HeldVersion held, VectorSpace space, Embedder model) {
        return held.patiently(() -> store.unembedded(held.owner(), held.key(), space, model.batch()));
    }

    /** Asks for the vectors of these passages. */
    static Map<PassageId, Vector> vectors(Embedder model, List<Unembedded> passages) {
        List<Vector> made = model.embed(passages.stream().map(Unembedded::asEmbedded).toList());
        if (made.size() != passages.size()) {
            throw new LlmFault.ProtocolBroken("the embedder gave " + made.size() + " vectors for " + passages.size()
                    + " texts", null);
        }
        Map<PassageId, Vector> vectors = new HashMap<>();
        for (int at = 0; at < made.size(); at++) {
            vectors.put(passages.get(at).passage(), made.get(at));
        }
        return vectors;
    }
}
