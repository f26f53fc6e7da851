import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Ends what the benchmark has started and removes its folder, however the benchmark ends. */
final class Cleanup {

    private static final List<Process> STARTED = new ArrayList<>();
    private static volatile boolean ending;

    private Cleanup() {
    }

    /** Has the processes ended and the folder removed at exit, also when that is by Ctrl-C. */
    static void atExit(Path folder, boolean keep) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            end();
            if (!keep) {
                remove(folder);
            }
        }, "cleanup"));
    }

    static synchronized void add(Process process) {
        STARTED.add(process);
    }

    /** Runs a program to its end and returns what it printed. */
    static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        add(process);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0 && !ending) {
            throw new Broken(Path.of(builder.command().get(0)).getFileName() + " ended with " + status + ":\n" + output);
        }
        return output;
    }

    /** Returns whether everything is being ended: what fails from then on is of no interest. */
    static boolean ending() {
        return ending;
    }

    private static synchronized void end() {
        ending = true;
        // A server that is killed leaves its database to a watchdog; ask first and wait. Its children are remembered,
        // so that nothing stays even then.
        List<ProcessHandle> family = STARTED.stream().filter(Process::isAlive)
                .flatMap(process -> Stream.concat(Stream.of(process.toHandle()), process.descendants())).toList();
        STARTED.forEach(Process::destroy);
        for (Process process : STARTED) {
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                break;
            }
        }
        family.forEach(ProcessHandle::destroyForcibly);
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException gone) {
            System.err.println("benchmark: could not remove " + folder);
        }
    }
}
