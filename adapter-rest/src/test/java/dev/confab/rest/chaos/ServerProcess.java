package dev.confab.rest.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server as a process of its own, with the files that it prints to. To be closed, which ends it in any case. */
public final class ServerProcess implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("address +http://127\\.0\\.0\\.1:(\\d+)");
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofMinutes(2);

    /** What a process can be told. */
    enum Signal {
        KILL, STOP, CONT, TERM, QUIT
    }

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;
    private volatile int port;

    private ServerProcess(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts a server and returns at once.
     *
     * @param folder  where it works and prints to
     * @param program what follows {@code java}: options, and the jar or class
     */
    public static ServerProcess start(String name, Path folder, Map<String, String> environment, List<String> program) {
        try {
            Path out = folder.resolve(name + ".out");
            Path err = folder.resolve(name + ".err");
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(program);
            var builder = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            String path = System.getenv("PATH");
            builder.environment().clear();
            // What is counted there is turns: nothing else is to be asked of models, and nothing else stored.
            builder.environment()
                    .putAll(Map.of("PATH", path, "HOME", folder.toString(), "PORT", "0", "AUTO_TITLES", "false",
                            "SUMMARIES", "false"));
            builder.environment().putAll(environment);
            return new ServerProcess(name, builder.start(), out, err);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until it serves and returns the port. */
    public int port() {
        long until = System.nanoTime() + START.toNanos();
        while (port == 0) {
            String printed = text(out);
            Matcher address = ADDRESS.matcher(printed);
            if (address.find() && printed.contains("Try:")) {
                port = Integer.parseInt(address.group(1));
            } else if (!process.isAlive() || System.nanoTime() > until) {
                throw new AssertionError("the server " + name + " does not serve: " + text(err));
            } else {
                Pauses.of(Duration.ofMillis(10));
            }
        }
        return port;
    }

    /** Returns whether it serves already. */
    boolean isReady() {
        return port != 0 || text(out).contains("Try:");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    String name() {
        return name;
    }

    /** Returns what it logged so far. */
    String log() {
        return text(err);
    }

    /** Sends a signal and returns when it was sent. */
    void signal(Signal signal) {
        signal(process.pid(), signal);
    }

    static void signal(long pid, Signal signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -\"$1\" \"$2\"", "signal", signal.name(), Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it without a word and returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Waits for its end and returns its status. */
    int awaitEnd() {
        try {
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the server " + name + " does not end: " + log());
            }
            return process.exitValue();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", asked);
        }
    }

    /** Ends it, also when it was stopped. */
    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
