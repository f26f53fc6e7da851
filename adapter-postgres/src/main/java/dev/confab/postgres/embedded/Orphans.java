package dev.confab.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Server processes that still work in a data folder although nobody supervises them any more. */
final class Orphans {

    /** Their supervisor's watchdog asks them to end as soon as it is gone. */
    private static final Duration BY_ITSELF = Duration.ofSeconds(2);
    private static final Duration WHEN_ASKED = Duration.ofSeconds(20);

    private final Path data;

    Orphans(Path data) {
        this.data = data;
    }

    /**
     * Waits for their end, and asks for it if need be.
     *
     * @param first the process that the data folder's note names
     * @throws EmbeddedPostgresException if they stay
     */
    void end(Optional<Long> first) throws IOException {
        if (await(first, BY_ITSELF)) {
            return;
        }
        for (ProcessHandle orphan : alive(first)) {
            if (first.isPresent() && orphan.pid() == first.get()) {
                Signals.send("INT", orphan.pid());
            } else if (first.flatMap(ProcessHandle::of).isEmpty()) {
                // Without its first process a server cannot end in order; its log makes good for that.
                orphan.destroyForcibly();
            }
        }
        if (!await(first, WHEN_ASKED)) {
            throw new EmbeddedPostgresException("an earlier PostgreSQL of this data folder does not end"
                    + first.map(pid -> " (pid " + pid + ")").orElse(""), null);
        }
    }

    private boolean await(Optional<Long> first, Duration patience) throws IOException {
        var ends = alive(first).stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("the start was interrupted", asked);
        }
        // Others may have been started meanwhile by those that ended.
        return alive(first).isEmpty();
    }

    /** Every process of a server has the data folder as its current folder, where the system lets us see that. */
    private List<ProcessHandle> alive(Optional<Long> first) throws IOException {
        if (Files.isDirectory(Path.of("/proc/self/cwd"))) {
            Path real = data.toRealPath();
            return ProcessHandle.allProcesses().filter(process -> worksIn(process, real)).toList();
        }
        return first.flatMap(ProcessHandle::of)
                .filter(process -> process.isAlive()
                        && process.info().command().filter(command -> command.endsWith("/postgres")).isPresent())
                .stream()
                .toList();
    }

    private static boolean worksIn(ProcessHandle process, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd")).equals(folder);
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
