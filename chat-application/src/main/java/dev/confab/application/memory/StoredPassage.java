package dev.confab.application.memory;

import dev.confab.domain.document.Passage;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.ingestion.Unembedded;
import dev.confab.domain.retrieval.IndexedPassage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One passage as it is stored, with its vectors. Guarded by the lock of the store that has it. */
final class StoredPassage {

    private final StoredVersion version;
    private final int ordinal;
    private final Passage passage;
    private final Map<VectorSpace, Vector> vectors = new HashMap<>();

    StoredPassage(StoredVersion version, int ordinal, Passage passage) {
        this.version = version;
        this.ordinal = ordinal;
        this.passage = passage;
    }

    StoredVersion version() {
        return version;
    }

    Passage passage() {
        return passage;
    }

    boolean isSearchable() {
        return version.isSearchable();
    }

    boolean isEmbedded() {
        return !vectors.isEmpty();
    }

    boolean lacks(VectorSpace space) {
        return !vectors.containsKey(space);
    }

    Optional<Vector> vector(VectorSpace space) {
        return Optional.ofNullable(vectors.get(space));
    }

    void embed(VectorSpace space, Vector vector) {
        vectors.put(space, vector);
    }

    /** Forgets the vectors of other spaces. */
    void keep(VectorSpace space) {
        vectors.keySet().removeIf(other -> !other.equals(space));
    }

    IndexedPassage indexed(Optional<VectorSpace> space) {
        return new IndexedPassage(ordinal, passage, space.flatMap(this::vector));
    }

    Unembedded unembedded() {
        return new Unembedded(passage.id(), passage.title(), passage.headings(), passage.text());
    }
}
