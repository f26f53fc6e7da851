import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Gives a server documents and asks it for passages, as any client does. Fields of answers are found by their names. */
final class DocumentClient {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Pattern ID = Pattern.compile("\"document_id\":\"([0-9a-f-]{36})\"");
    private static final Pattern STATUS = Pattern.compile("\"status\":\"([a-z]+)\"");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    DocumentClient(int port) {
        base = "http://127.0.0.1:" + port;
    }

    /** One answer of the server. */
    record Answer(int status, String body) {

        String first(Pattern pattern) {
            Matcher found = pattern.matcher(body);
            if (!found.find()) {
                throw new Broken("the server answered " + status + " without " + pattern + ": "
                        + body.substring(0, Math.min(500, body.length())));
            }
            return found.group(1);
        }

        String id() {
            return first(ID);
        }

        boolean isReady() {
            return first(STATUS).equals("ready");
        }

        boolean hasEnded() {
            return isReady() || first(STATUS).equals("failed");
        }

        /** Returns what a pattern finds, all of it, in order. */
        List<String> all(Pattern pattern) {
            return pattern.matcher(body).results().map(found -> found.group(1)).toList();
        }
    }

    /** Gives it a document of ready pieces; waits until they are searchable, or until they are stored. */
    Answer chunks(String title, List<String> chunks, boolean wait) {
        String body = "{\"title\":\"" + title + "\",\"chunks\":"
                + chunks.stream().map(chunk -> '"' + chunk + '"').collect(Collectors.joining(",", "[", "]")) + "}";
        return send(request("/documents").header("Content-Type", "application/json")
                .header("Prefer", wait ? "wait=600" : "respond-async").POST(text(body)));
    }

    /** Gives it a file, and does not wait until that is searchable. */
    Answer upload(String name, byte[] file) {
        String boundary = "confab-benchmark-4711";
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
        return send(request("/documents").header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .header("Prefer", "respond-async")
                .POST(HttpRequest.BodyPublishers.ofByteArrays(List.of(head, file, end))));
    }

    Answer document(String id) {
        return send(request("/documents/" + id).GET());
    }

    /** Waits until a document is searchable or has failed. */
    Answer awaitEnd(String id) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Answer answer = document(id);
        while (!answer.hasEnded()) {
            if (System.nanoTime() > until) {
                throw new Broken("document " + id + " is neither ready nor failed: " + answer.body());
            }
            Thread.sleep(20);
            answer = document(id);
        }
        return answer;
    }

    Answer retrieve(String question, int limit) {
        return send(request("/retrieve").header("Content-Type", "application/json")
                .POST(text("{\"question\":\"" + question + "\",\"limit\":" + limit + "}")));
    }

    Answer delete(String id) {
        return send(request("/documents/" + id).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
    }

    private static HttpRequest.BodyPublisher text(String body) {
        return HttpRequest.BodyPublishers.ofString(body);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 500) {
                throw new Broken("the server answered " + response.statusCode() + ": " + response.body());
            }
            return new Answer(response.statusCode(), response.body());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new Broken("interrupted");
        }
    }
}
