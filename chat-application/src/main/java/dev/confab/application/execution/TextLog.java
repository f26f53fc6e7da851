package dev.confab.application.execution;

import dev.confab.domain.RunId;
import dev.confab.domain.fault.StoreFault;
import dev.confab.domain.run.Execution;
import dev.confab.domain.run.Hold;
import dev.confab.domain.run.RunStore;
import dev.confab.domain.run.TextLogging;
import dev.confab.domain.run.TextPiece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Logs the text of this process's followed runs before anybody sees it.
 *
 * <p>
 * There is one writer. It takes what has gathered, stores it in one step, hands it to the watchers and begins again: while
 * little is said a piece waits for one round trip, and the more is said the more goes into one. With many runs it also
 * waits a little between two steps, {@link #PACE} for each followed run up to {@link #SLOWEST}, since a step costs far more
 * than a piece; a little less for the first hundred, so that with so many a piece is held for less than 3 ms. It lives
 * for as long as there is something to write.
 */
final class TextLog {

    /** In nanoseconds, as all of these. */
    private static final long PACE = 20_000;
    private static final long FIRST_PACE = 15_000;
    private static final int FIRST = 100;
    private static final long SLOWEST = 20_000_000;
    private static final long LEAST = 500_000;
    private static final long AFTER_A_FAULT = 200_000_000;
    /** The most pieces of one step: a step has to end well within the limits of a store. */
    private static final int MOST_PIECES = 2_000;

    private final RunStore runs;
    private final Hold hold;
    private final ConcurrentLinkedQueue<LiveRun> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final IntSupplier followed;
    private final BooleanSupplier lapsed;

    /**
     * @param followed tells how many runs are followed now, which sets the pace
     * @param lapsed   tells whether this process may have lost its runs without having heard of it
     */
    TextLog(RunStore runs, Hold hold, IntSupplier followed, BooleanSupplier lapsed) {
        this.runs = runs;
        this.hold = hold;
        this.followed = followed;
        this.lapsed = lapsed;
    }

    /** Something of a run is to be logged. Does not block. */
    void add(LiveRun live) {
        if (live.isStored()) {
            waiting.add(live);
            begin();
        } else {
            live.text().takeOff().ifPresent(piece -> live.text().land(piece.position() + piece.text().length()));
        }
    }

    private void begin() {
        if (!writing.get() && writing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("confab-text-log").start(this::write);
        }
    }

    private void write() {
        try {
            while (!waiting.isEmpty()) {
                long from = System.nanoTime();
                boolean stored = step();
                pause(stored, System.nanoTime() - from);
            }
        } finally {
            writing.set(false);
        }
        if (!waiting.isEmpty()) {
            begin();
        }
    }

    private void pause(boolean stored, long taken) {
        int count = followed.getAsInt();
        long pace = FIRST_PACE * Math.min(count, FIRST) + PACE * Math.max(0, count - FIRST);
        long interval = !stored ? AFTER_A_FAULT : pace < LEAST ? 0 : Math.min(pace, SLOWEST);
        if (interval > taken) {
            LockSupport.parkNanos(interval - taken);
        }
    }

    /** Stores what has gathered; returns whether the store took it. */
    private boolean step() {
        List<LiveRun> writers = new ArrayList<>();
        List<TextPiece> pieces = new ArrayList<>();
        while (pieces.size() < MOST_PIECES) {
            LiveRun live = waiting.poll();
            if (live == null) {
                break;
            }
            take(live).ifPresent(piece -> {
                writers.add(live);
                pieces.add(piece);
            });
        }
        if (pieces.isEmpty()) {
            return true;
        }
        TextLogging logging;
        try {
            logging = runs.append(hold, pieces);
        } catch (StoreFault away) {
            // It may have been stored all the same, and then it stands in the way: from the beginning is always right.
            writers.forEach(live -> again(live, live.text().fail(true)));
            return false;
        }
        boolean late = lapsed.getAsBoolean();
        for (int at = 0; at < pieces.size(); at++) {
            if (late) {
                writers.get(at).text().detachAll();
            }
            landed(writers.get(at), pieces.get(at), logging);
        }
        return true;
    }

    private static Optional<TextPiece> take(LiveRun live) {
        Optional<Execution> execution = live.execution();
        return execution.isEmpty() ? Optional.empty()
                : live.text()
                        .takeOff()
                        .map(piece -> new TextPiece(execution.get(), piece.position(), piece.text(),
                                piece.citations()));
    }

    private void landed(LiveRun live, TextPiece piece, TextLogging logging) {
        RunId run = live.run();
        if (logging.lost().contains(run)) {
            live.text().fail(false);
            if (lapsed.getAsBoolean()) {
                live.handOver();
            } else {
                live.stop();
            }
        } else if (logging.gaps().contains(run)) {
            again(live, live.text().fail(true));
        } else {
            if (logging.cancelAsked().contains(run)) {
                live.stop();
            }
            again(live, live.text().land(piece.position() + piece.text().length()));
        }
    }

    private void again(LiveRun live, boolean more) {
        if (more) {
            waiting.add(live);
        }
    }
}
