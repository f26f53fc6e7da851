package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.confab.rest.testing.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Gives documents to a server and asks about them. */
record DocumentClient(HttpClient client, int port) {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** An answer; its body is JSON, or nothing. */
    record Answer(int status, String body) {

        JsonValue json() {
            return JsonValue.parse(body);
        }
    }

    /** Uploads a file with further fields of the form. */
    Answer upload(String name, byte[] content, Map<String, String> fields, String... headers) {
        var form = new ByteArrayOutputStream();
        fields.forEach((field, value) -> form.writeBytes(("--cut\r\nContent-Disposition: form-data; name=\"" + field
                + "\"\r\n\r\n" + value + "\r\n").getBytes(StandardCharsets.UTF_8)));
        form.writeBytes(("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(content);
        form.writeBytes("\r\n--cut--\r\n".getBytes(StandardCharsets.UTF_8));
        return send(request("/documents", headers).header("Content-Type", "multipart/form-data; boundary=cut")
                .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray())));
    }

    Answer post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Asks from documents alone: from the named one, or all when the name is empty. */
    Answer ask(String question, String document) {
        return post("/chat", "{\"message\": \"" + question + "\", \"mode\": \"grounded_rag\", \"document_ids\": ["
                + (document.isEmpty() ? "" : "\"" + document + "\"") + "]}");
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** Deletes all documents there are. */
    void deleteAll() {
        List<String> ids = ids();
        while (!ids.isEmpty()) {
            ids.forEach(id -> assertEquals(204, delete("/documents/" + id).status()));
            ids = ids();
        }
    }

    private List<String> ids() {
        return get("/documents?limit=100").json()
                .at("documents")
                .items()
                .stream()
                .map(document -> document.at("document_id").text())
                .toList();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", asked);
        }
    }
}
