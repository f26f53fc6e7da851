import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged server in a process of its own, started as a user starts it, with a data folder of its own. */
final class Server implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final int port;
    private final double startSeconds;

    private final Path log;

    private Server(Process process, Path log, int port, double startSeconds) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.startSeconds = startSeconds;
    }

    /**
     * Starts the server and waits for its first healthy answer.
     *
     * @param root     the project's folder
     * @param folder   an own folder: the data are in it, and what the server prints
     * @param settings environment variables beside those that every start has
     */
    static Server start(Path root, Path folder, int providerPort, Map<String, String> settings)
            throws IOException, InterruptedException {
        int port = freePort();
        Path log = folder.resolve("server.log");
        var builder = new ProcessBuilder(root.resolve("confab").toString(), "start").directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "JAVA_HOME", "JAVA_OPTS"));
        environment.put("CONFAB_HOME", folder.resolve("home").toString());
        environment.put("PORT", Integer.toString(port));
        environment.put("OPENAI_BASE_URL", "http://127.0.0.1:" + providerPort + "/v1");
        environment.put("OPENAI_API_KEY", "benchmark");
        environment.put("MODEL_NAME", "fake-model");
        // What is measured is turns.
        environment.put("AUTO_TITLES", "false");
        environment.put("SUMMARIES", "false");
        // As large as real providers have it: an address on this machine would be taken for a small local model.
        environment.put("MODEL_CONTEXT_TOKENS", "128000");
        environment.putAll(settings);
        long from = System.nanoTime();
        Process process = builder.start();
        Cleanup.add(process);
        while (!healthy(port)) {
            if (!process.isAlive() || System.nanoTime() - from > LONGEST_START.toNanos()) {
                process.destroy();
                throw new Broken("the server did not start, it printed:\n" + Files.readString(log));
            }
            Thread.sleep(5);
        }
        return new Server(process, log, port, (System.nanoTime() - from) / 1e9);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Returns the seconds from its start to the first healthy answer. */
    double startSeconds() {
        return startSeconds;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the end of what it printed. */
    String lastWords() {
        try {
            String printed = Files.readString(log);
            return printed.substring(Math.max(0, printed.length() - 2_000));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** Returns the megabytes of the heap that are in use after a collection. */
    double heapAfterCollection() throws IOException, InterruptedException {
        jcmd("GC.run");
        Matcher used = Pattern.compile("used (\\d+)K").matcher(jcmd("GC.heap_info"));
        return used.find() ? Long.parseLong(used.group(1)) / 1024.0 : Double.NaN;
    }

    /** Gives the server's JVM a command of the tool {@code jcmd} and returns what it printed. */
    String jcmd(String... command) throws IOException, InterruptedException {
        var line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid())));
        line.addAll(List.of(command));
        return Cleanup.output(new ProcessBuilder(line));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            System.out.println("NOTE: the server did not stop within 20 s of SIGTERM and was killed");
        }
    }

    private static boolean healthy(int port) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                            .timeout(Duration.ofSeconds(5)).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
