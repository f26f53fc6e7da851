package dev.confab.application.ingestion;

import dev.confab.application.memory.HashingEmbedder;
import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.LlmFault;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** An embedder that remembers what it was asked and answered, and fails when it is told to. */
final class RecordingEmbedder implements Embedder {

    static final VectorSpace SPACE = new VectorSpace("recorded", 16);
    static final int BATCH = 8;

    private final Embedder embedder;
    private final List<List<String>> asked = new CopyOnWriteArrayList<>();
    private final List<String> embedded = new CopyOnWriteArrayList<>();
    private volatile IntFunction<@Nullable LlmFault> faults = call -> null;

    RecordingEmbedder() {
        this(SPACE);
    }

    RecordingEmbedder(VectorSpace space) {
        this.embedder = new HashingEmbedder(space, BATCH);
    }

    /** From now on calls, counted from 1, fail so. */
    RecordingEmbedder failing(IntFunction<@Nullable LlmFault> how) {
        faults = how;
        return this;
    }

    /** The batches that were asked for, those that failed included. */
    List<List<String>> asked() {
        return asked;
    }

    /** The texts that got vectors, in order. */
    List<String> embedded() {
        return embedded;
    }

    @Override
    public VectorSpace space() {
        return embedder.space();
    }

    @Override
    public int batch() {
        return embedder.batch();
    }

    @Override
    public List<Vector> embed(List<PlainText> passages) {
        List<String> texts = passages.stream().map(PlainText::value).toList();
        asked.add(texts);
        LlmFault fault = faults.apply(asked.size());
        if (fault != null) {
            throw fault;
        }
        List<Vector> vectors = embedder.embed(passages);
        embedded.addAll(texts);
        return vectors;
    }

    @Override
    public Vector embedQuestion(PlainText question) {
        return embedder.embedQuestion(question);
    }
}
