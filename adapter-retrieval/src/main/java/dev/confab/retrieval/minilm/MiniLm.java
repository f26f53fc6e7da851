package dev.confab.retrieval.minilm;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.confab.domain.embedding.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * The model itself. One text at a time: the quantised model rounds by the largest number of everything it is given at once,
 * so texts that are computed together would change each other's vectors. Each call keeps its own thread busy and no other.
 * Safe for use by several threads; not to be closed while one computes.
 */
final class MiniLm implements AutoCloseable {

    /** The model learned with texts of up to so many pieces; what follows is not read. Longer windows find no better. */
    static final int LONGEST = 256;
    static final int DIMENSION = 384;

    static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final WordPieces words;

    private MiniLm(OrtEnvironment environment, OrtSession session, WordPieces words) {
        this.environment = environment;
        this.session = session;
        this.words = words;
    }

    /**
     * Loads the model, which takes a good part of a second and about 100 MB.
     *
     * @throws IOException if it cannot be read, or its runtime, which is native code, does not run on this machine
     */
    static MiniLm load() throws IOException {
        try {
            return loaded();
        } catch (OrtException | LinkageError failed) {
            throw new IOException("the model's native runtime does not run on this machine", failed);
        }
    }

    private static MiniLm loaded() throws IOException, OrtException {
        WordPieces words;
        try (InputStream in = resource(TOKENIZER)) {
            words = WordPieces.read(in);
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        environment.setTelemetry(false);
        try (InputStream in = resource(MODEL); var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return new MiniLm(environment, environment.createSession(in.readAllBytes(), options), words);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream found = MiniLm.class.getResourceAsStream(name);
        if (found == null) {
            throw new IOException("there is no " + name + " on the class path");
        }
        return found;
    }

    /** Computes the vector of a text: the mean of what the model makes of its pieces. */
    Vector vector(String text) throws OrtException {
        long[] pieces = words.of(text, LONGEST - 2);
        var marked = new long[pieces.length + 2];
        System.arraycopy(pieces, 0, marked, 1, pieces.length);
        marked[0] = words.begin();
        marked[marked.length - 1] = words.end();
        var attended = new long[marked.length];
        Arrays.fill(attended, 1);
        try (OnnxTensor ids = tensor(marked);
                OnnxTensor mask = tensor(attended);
                OnnxTensor types = tensor(new long[marked.length]);
                OrtSession.Result made = session
                        .run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            return mean(made.get(0));
        }
    }

    private OnnxTensor tensor(long[] numbers) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(numbers), new long[] { 1, numbers.length });
    }

    private static Vector mean(OnnxValue made) throws OrtException {
        float[][] pieces = ((float[][][]) made.getValue())[0];
        var sum = new float[DIMENSION];
        for (float[] piece : pieces) {
            for (int at = 0; at < DIMENSION; at++) {
                sum[at] += piece[at];
            }
        }
        return Vector.of(sum);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException failed) {
            throw new IllegalStateException("the model could not be unloaded", failed);
        }
    }
}
