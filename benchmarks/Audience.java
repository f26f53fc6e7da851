import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A group of streams of the same kind and what came of them. Everything is written by the client's thread; the counts may
 * be read by any at any time, the rest when no stream of the group is open or nothing is being recorded.
 */
final class Audience {

    /** How many streams of a group keep their text, to be compared with what is stored. */
    private static final int KEPT = 20;

    final Pace pace;
    final int size;
    /** From the sending of a token by the model to its arrival here. */
    final Samples delay = new Samples();
    /** Between two tokens of a stream, here. */
    final Samples gap = new Samples();
    /** Between the same two, at the model. */
    final Samples gapSent = new Samples();
    /** From the request to the first token. */
    final Samples first = new Samples();

    final List<StreamConnection> streams = Collections.synchronizedList(new ArrayList<>());
    volatile long tokens;
    volatile long pieces;
    volatile int begun;
    volatile int speaking;
    volatile int done;
    volatile int closed;
    volatile long lost;
    volatile long doubled;
    private volatile boolean recording;
    private final Map<String, Load.Failure> failures = Collections.synchronizedMap(new TreeMap<>());

    Audience(int size, Pace pace) {
        this.size = size;
        this.pace = pace;
    }

    boolean isRecording() {
        return recording;
    }

    /** Begins to keep times, anew. */
    void record() {
        delay.clear();
        gap.clear();
        gapSent.clear();
        recording = true;
    }

    void stopRecording() {
        recording = false;
    }

    boolean keepsText() {
        return streams.size() <= KEPT;
    }

    void fail(String kind, String words) {
        failures.merge(kind, new Load.Failure(1, words),
                (known, more) -> new Load.Failure(known.count() + 1, known.first()));
    }

    /** Returns what went wrong, by kind. */
    Map<String, Load.Failure> failures() {
        synchronized (failures) {
            return new TreeMap<>(failures);
        }
    }

    int failed() {
        return failures().values().stream().mapToInt(Load.Failure::count).sum();
    }
}
