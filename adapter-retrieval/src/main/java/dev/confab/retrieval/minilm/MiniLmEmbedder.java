package dev.confab.retrieval.minilm;

import dev.confab.domain.PlainText;
import dev.confab.domain.embedding.Embedder;
import dev.confab.domain.embedding.Vector;
import dev.confab.domain.embedding.VectorSpace;
import dev.confab.domain.fault.LlmFault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes vectors with all-MiniLM-L6-v2 (quantised, 384 numbers, mostly English) in this process. It reads the first 254 pieces
 * of words of a text, about 200 words. Questions and passages are alike to it.
 *
 * <p>
 * Passages are computed on at most half of the machine's cores, on threads of their own, so that native code does not hold up
 * virtual threads; questions have threads of their own and do not wait behind passages. To be closed: that waits for what is
 * being computed and frees native memory.
 */
public final class MiniLmEmbedder implements Embedder, AutoCloseable {

    private static final VectorSpace SPACE = new VectorSpace("all-minilm-l6-v2-q", MiniLm.DIMENSION);
    private static final int BATCH = 32;
    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final MiniLm model;
    private final ThreadPoolExecutor passages;
    private final ThreadPoolExecutor questions;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MiniLmEmbedder(MiniLm model, int threads) {
        this.model = model;
        this.passages = threads("confab-minilm-passages", threads);
        this.questions = threads("confab-minilm-questions", threads);
    }

    /**
     * Loads the model, which takes a good part of a second and about 100 MB outside the heap.
     *
     * @throws IOException if it cannot be read or does not run on this machine
     */
    public static MiniLmEmbedder load() throws IOException {
        return new MiniLmEmbedder(MiniLm.load(), Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    private static ThreadPoolExecutor threads(String name, int most) {
        var threads = new ThreadPoolExecutor(most, most, IDLE.toMillis(), TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name(name + "-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    @Override
    public VectorSpace space() {
        return SPACE;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public List<Vector> embed(List<PlainText> texts) {
        if (texts.isEmpty() || texts.size() > BATCH) {
            throw new IllegalArgumentException("a batch is 1 to " + BATCH + " texts");
        }
        texts.forEach(MiniLmEmbedder::requireWords);
        var begun = new ArrayList<Future<Vector>>(texts.size());
        try {
            for (PlainText text : texts) {
                begun.add(begin(passages, text));
            }
            var made = new ArrayList<Vector>(texts.size());
            for (Future<Vector> one : begun) {
                made.add(result(one, Optional.empty()));
            }
            return List.copyOf(made);
        } finally {
            begun.forEach(one -> one.cancel(false));
        }
    }

    @Override
    public Vector embedQuestion(PlainText question) {
        requireWords(question);
        Future<Vector> begun = begin(questions, question);
        try {
            return result(begun, Optional.of(QUESTION_LIMIT));
        } finally {
            begun.cancel(false);
        }
    }

    private static void requireWords(PlainText text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a text is not blank");
        }
    }

    private Future<Vector> begin(ThreadPoolExecutor threads, PlainText text) {
        try {
            return threads.submit(() -> model.vector(text.value()));
        } catch (RejectedExecutionException refused) {
            throw away("the embedder is closed", refused);
        }
    }

    private static Vector result(Future<Vector> begun, Optional<Duration> limit) {
        try {
            return limit.isEmpty() ? begun.get() : begun.get(limit.get().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new LlmFault.TimedOut(LlmFault.Phase.TOTAL, limit.orElseThrow(), late);
        } catch (CancellationException dropped) {
            throw away("the embedder was closed", dropped);
        } catch (ExecutionException failed) {
            throw away("the model in this process failed", failed);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw away("the wait for a vector was interrupted", asked);
        }
    }

    private static LlmFault away(String message, Throwable cause) {
        return new LlmFault.Unavailable(message, Optional.empty(), cause);
    }

    /** Waits for what is being computed, then frees the model; what still waits to be computed fails. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean noPassages = ended(passages);
        if (ended(questions) && noPassages) {
            model.close();
        }
    }

    /** Native memory that a thread still uses is not to be freed: leaving it is the lesser evil. */
    private static boolean ended(ThreadPoolExecutor threads) {
        threads.shutdown();
        threads.getQueue().forEach(waiting -> {
            if (waiting instanceof Future<?> future) {
                future.cancel(false);
            }
        });
        try {
            return threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
