import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;

/**
 * A provider of embeddings in a process of its own: it speaks OpenAI's {@code /embeddings} and gives each text the vector of
 * the tag in it ({@link ClusteredVectors}). {@code GET /micros} tells how long an answer took on average since the last time
 * it was asked. The program ends when its standard input does.
 */
public final class FakeEmbedder {

    private final ClusteredVectors vectors = new ClusteredVectors();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();

    private FakeEmbedder() {
    }

    public static void main(String[] args) throws IOException {
        // Else the end of an answer waits for the client's acknowledgement of its beginning, 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var embedder = new FakeEmbedder();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", embedder::answer);
        Thread.ofPlatform().daemon().name("end-of-input").start(ProviderConnections::endWithInput);
        server.start();
        System.out.println("listening on " + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        long from = System.nanoTime();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] answer;
        if (exchange.getRequestURI().getPath().equals("/micros")) {
            answer = Long.toString(nanos.getAndSet(0) / Math.max(1, calls.getAndSet(0)) / 1_000)
                    .getBytes(StandardCharsets.US_ASCII);
        } else {
            answer = embeddings(body, body.contains("\"base64\""));
            calls.incrementAndGet();
            nanos.addAndGet(System.nanoTime() - from);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        try (var out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private byte[] embeddings(String body, boolean base64) {
        var json = new StringBuilder("{\"object\":\"list\",\"model\":\"fake-embedder\",\"data\":[");
        Matcher tag = ClusteredVectors.tags(body);
        int index = 0;
        while (tag.find()) {
            json.append(index == 0 ? "" : ",").append("{\"object\":\"embedding\",\"index\":").append(index++)
                    .append(",\"embedding\":");
            append(json, vectors.of(tag), base64);
            json.append('}');
        }
        return json.append("],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}").toString()
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void append(StringBuilder json, float[] vector, boolean base64) {
        if (base64) {
            ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            json.append('"').append(Base64.getEncoder().encodeToString(bytes.array())).append('"');
            return;
        }
        for (int at = 0; at < vector.length; at++) {
            json.append(at == 0 ? '[' : ',').append(vector[at]);
        }
        json.append(']');
    }
}
