import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** A model provider of the benchmark's own, in a process of its own. */
final class Provider {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final long pid;
    private final int port;

    private Provider(long pid, int port) {
        this.pid = pid;
        this.port = port;
    }

    /** Starts the program of this name and waits until it listens. */
    static Provider start(Class<?> program) throws IOException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path"), program.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Cleanup.add(process);
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (line == null || !line.startsWith("listening on ")) {
            throw new Broken("the model provider of the benchmark did not start");
        }
        return new Provider(process.pid(), Integer.parseInt(line.substring(13)));
    }

    long pid() {
        return pid;
    }

    int port() {
        return port;
    }

    /** Tells it something, or asks it for a number; 0 if it says nothing. */
    double ask(String method, String path) throws IOException, InterruptedException {
        String answer = HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return answer.isEmpty() ? 0 : Double.parseDouble(answer);
    }
}
