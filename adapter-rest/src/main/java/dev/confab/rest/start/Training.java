package dev.confab.rest.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Does once what servers do, so that the JVM can remember what that takes and start faster. */
record Training(URI server) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    void run() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            expectOk(client, request("/health").GET().build());
            expectOk(client, request("/").header("Accept", "text/html").GET().build());
            expectOk(client, request("/chat").header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"message\": \"What is a humanoid robot?\"}"))
                    .build());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
    }

    private static void expectOk(HttpClient client, HttpRequest request) {
        try {
            HttpResponse<Void> response = client.send(request, HttpResponse.BodyHandlers.discarding());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("the training run got status " + response.statusCode() + " from "
                        + request.uri().getPath());
            }
        } catch (IOException fault) {
            throw new UncheckedIOException("the training run got no answer", fault);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the training run was interrupted", asked);
        }
    }
}
