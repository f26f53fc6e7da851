package dev.confab.retrieval.extract;

import dev.confab.domain.fault.ExtractionFault;
import dev.confab.retrieval.extract.pdf.Frame;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A reader's process that is watched: it ends by itself, or is ended when it takes too much time. */
final class ReaderProcess implements AutoCloseable {

    private static final long LOOK_MILLIS = 50;

    private final ExtractionLimits limits;
    private final Faults faults;
    private final Process process;
    private final DataInputStream frames;
    /** Why it was ended, once it was. */
    private final AtomicReference<@Nullable ExtractionFault> ended = new AtomicReference<>();
    /** Who waits for it, and since when; null while nobody does, so that a slow listener is not its fault. */
    private volatile @Nullable Waiting waiting;
    private volatile Duration workedBefore = Duration.ZERO;
    private Duration waited = Duration.ZERO;

    private record Waiting(Thread thread, long since, Duration before) {}

    private ReaderProcess(Process process, ExtractionLimits limits, Faults faults) {
        this.process = process;
        this.limits = limits;
        this.faults = faults;
        this.frames = new DataInputStream(process.getInputStream());
    }

    static ReaderProcess start(ReaderCommand command, Path file, ExtractionLimits limits, Faults faults)
            throws IOException {
        var reader = new ReaderProcess(command.reading(file, limits).start(), limits, faults);
        Thread.ofPlatform().daemon().name("reader-watch-" + reader.process.pid()).start(reader::watch);
        return reader;
    }

    /** What is waited for. */
    interface Wait<T> {
        T read(DataInputStream frames) throws IOException;
    }

    /**
     * Waits for what the reader says next.
     *
     * @throws ExtractionFault if it was ended, or has ended by itself without a word
     */
    <T> T next(Wait<T> wait) {
        waiting = new Waiting(Thread.currentThread(), System.nanoTime(), waited);
        try {
            return wait.read(frames);
        } catch (IOException gone) {
            throw end(gone);
        } finally {
            Waiting over = waiting;
            waiting = null;
            if (over != null) {
                waited = waited.plusNanos(System.nanoTime() - over.since());
            }
            workedBefore = worked();
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        kill(Faults.interrupted("The reading of the file was ended.", null));
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException later) {
                // A killed process is gone in no time, and has to be: its place is given to the next one.
                interrupted = true;
            }
        }
        closeQuietly(process.getOutputStream());
        try {
            frames.close();
        } catch (IOException nothingLeft) {
            // Its process is gone.
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException nothingLeft) {
            // Its process is gone.
        }
    }

    private void kill(ExtractionFault reason) {
        ended.compareAndSet(null, reason);
        process.destroyForcibly();
    }

    /** Why there is no next word. */
    private ExtractionFault end(IOException gone) {
        ExtractionFault reason = ended.get();
        if (reason != null) {
            return reason;
        }
        try {
            int status = process.waitFor(limits.page().toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
            if (status == Frame.EXIT_OUT_OF_MEMORY) {
                return faults.tooBig();
            }
        } catch (InterruptedException later) {
            Thread.currentThread().interrupt();
        }
        ExtractionFault now = ended.get();
        return now != null ? now : Faults.interrupted("The reader of the file was ended by something else.", gone);
    }

    private void watch() {
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException nobody) {
            process.destroyForcibly();
        }
    }

    private void look() {
        Duration worked = worked();
        if (worked.compareTo(limits.processor()) > 0) {
            kill(faults.tooSlow(limits.processor(), "the file"));
        }
        Waiting now = waiting;
        if (now == null) {
            return;
        }
        if (worked.minus(workedBefore).compareTo(limits.page()) > 0) {
            kill(faults.tooSlow(limits.page(), "a page of the file"));
        }
        if (now.before().plusNanos(System.nanoTime() - now.since()).compareTo(limits.waiting()) > 0) {
            // It had its chance if it worked for most of the time; else the machine was busy, and may be free later.
            boolean busy = worked.multipliedBy(4).compareTo(limits.waiting()) < 0;
            kill(busy && measures() ? Faults.interrupted("The machine was too busy to read the file in time.", null)
                    : faults.tooSlow(limits.waiting(), "the file"));
        }
        if (now.thread().isInterrupted()) {
            kill(Faults.interrupted("The reading of the file was interrupted.", null));
        }
    }

    private boolean measures() {
        return process.info().totalCpuDuration().isPresent();
    }

    private Duration worked() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
