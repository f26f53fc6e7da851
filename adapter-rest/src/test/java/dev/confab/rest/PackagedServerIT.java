package dev.confab.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users start, started as they start it. */
class PackagedServerIT {

    @Test
    void jar_whenStarted_reportsHealthy(@TempDir Path home) throws Exception {
        int port = freePort();
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar", System.getProperty("confab.server.jar"));
        command.environment().put("PORT", Integer.toString(port));
        command.environment().put("CONFAB_HOME", home.toString());
        Process server = command.redirectErrorStream(true).redirectOutput(home.resolve("server.log").toFile()).start();
        try {
            HttpResponse<String> answer = answerOf(URI.create("http://127.0.0.1:" + port + "/health"));
            assertEquals(200, answer.statusCode());
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private static HttpResponse<String> answerOf(URI uri) throws IOException, InterruptedException {
        Instant giveUp = Instant.now().plus(Duration.ofSeconds(60));
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
                } catch (ConnectException notYet) {
                    if (Instant.now().isAfter(giveUp)) {
                        throw notYet;
                    }
                    Thread.sleep(100);
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
