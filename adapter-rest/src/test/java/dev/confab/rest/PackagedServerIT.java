package dev.confab.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users start, started as they start it: a process of its own, with nothing configured. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PackagedServerIT {

    private static final Pattern ADDRESS = Pattern.compile("address +http://127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    private Path folder;

    @BeforeEach
    void letOthersIn() throws IOException {
        // The embedded database may run as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** One run of the jar in the test's folder. */
    private final class Server implements AutoCloseable {

        private final Process process;
        private final Path out;
        private final Path err;

        Server(Map<String, String> environment, String... arguments) throws IOException {
            out = Files.createTempFile(folder, "out", ".txt");
            err = Files.createTempFile(folder, "err", ".txt");
            List<String> command = new ArrayList<>(
                    List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                            System.getProperty("confab.server.jar")));
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            String path = System.getenv("PATH");
            builder.environment().clear();
            builder.environment()
                    .putAll(Map.of("PATH", path, "HOME", folder.toString(), "PORT", "0", "CONFAB_HOME",
                            folder.resolve("home").toString()));
            builder.environment().putAll(environment);
            process = builder.start();
        }

        int awaitPort() throws IOException, InterruptedException {
            while (true) {
                Matcher address = ADDRESS.matcher(out());
                if (address.find() && out().contains("Try:")) {
                    return Integer.parseInt(address.group(1));
                }
                assertTrue(process.isAlive(), () -> "the server ended: " + text(err));
                Thread.sleep(20);
            }
        }

        int awaitEnd() throws InterruptedException {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            return process.exitValue();
        }

        String out() {
            return text(out);
        }

        String err() {
            return text(err);
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException fault) {
            throw new AssertionError(fault);
        }
    }

    private static RawClient.Response exchange(int port, String method, String path, String body) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost:" + port
                    + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body).read();
        }
    }

    @Test
    void server_withNothingConfigured_answersAndKeepsWhatWasSaid() throws Exception {
        String session;
        try (Server server = new Server(Map.of())) {
            int port = server.awaitPort();
            String welcome = server.out();
            assertTrue(welcome.contains("model ") && welcome.contains("offline"), welcome);
            assertTrue(welcome.contains("database ") && welcome.contains("PostgreSQL"), welcome);
            assertTrue(welcome.contains("curl http://127.0.0.1:" + port + "/chat"), welcome);

            JsonValue health = exchange(port, "GET", "/health", "").json();
            assertEquals("healthy", health.at("status").text());
            assertEquals("healthy", health.at("parts").at("database").at("status").text());
            assertFalse(health.at("version").text().equals("dev"));

            assertEquals(404, exchange(port, "GET", "/token_info", "").status(), "a call of the framework's own");

            RawClient.Response answer = exchange(port, "POST", "/chat",
                    "{\"message\": \"Which voltage does it need?\", "
                            + "\"selected_text\": \"The knee is strong. The knee servo needs a voltage of 12 volts.\"}");
            assertEquals(200, answer.status(), answer.body());
            assertTrue(answer.json().at("response").text().contains("12 volts"), answer.body());
            session = answer.json().at("session_id").text();

            server.process.destroy();
            assertEquals(143, server.awaitEnd());
            assertTrue(server.err().contains("\"stopping\""), server.err());
            server.err().lines().forEach(line -> assertFalse(JsonValue.parse(line).names().isEmpty()));
            assertFalse(server.err().contains("12 volts"), server.err());
        }
        try (Server server = new Server(Map.of("LOG_FORMAT", "text"))) {
            int port = server.awaitPort();
            RawClient.Response answer = exchange(port, "POST", "/chat",
                    "{\"message\": \"Which voltage did I ask about?\", \"session_id\": \"" + session + "\"}");
            assertEquals(200, answer.status(), answer.body());
            assertEquals(session, answer.json().at("session_id").text());
            assertTrue(server.err().contains(" route=/chat status=200 "), server.err());
        }
    }

    /** A provider that answers when it is told to. */
    private static final class SlowProvider implements AutoCloseable {

        private static final String ANSWER = """
                data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":\
                {"role":"assistant","content":"Here I am."},"finish_reason":null}]}

                data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},\
                "finish_reason":"stop"}]}

                data: [DONE]

                """;

        private final HttpServer server;
        private final Semaphore asked = new Semaphore(0);
        private final CountDownLatch go = new CountDownLatch(1);

        SlowProvider() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), 0),
                    0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                asked.release();
                try {
                    go.await();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
                byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
        }

        @Override
        public void close() {
            go.countDown();
            server.stop(0);
        }
    }

    @Test
    void server_whenSignalledDuringATurn_finishesIt() throws Exception {
        try (SlowProvider provider = new SlowProvider();
                Server server = new Server(Map.of("OPENAI_BASE_URL", provider.address(), "MODEL_NAME", "m"))) {
            int port = server.awaitPort();
            try (RawClient client = new RawClient(port)) {
                String body = "{\"message\": \"Are you there?\"}";
                client.send(
                        "POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body);
                assertTrue(provider.asked.tryAcquire(20, TimeUnit.SECONDS));
                server.process.destroy();
                while (!server.err().contains("\"stopping\"")) {
                    Thread.sleep(20);
                }
                provider.go.countDown();

                RawClient.Response answer = client.read();
                assertEquals(200, answer.status(), answer.body());
                assertEquals("Here I am.", answer.json().at("response").text());
            }
            assertEquals(143, server.awaitEnd());
        }
    }

    private static String post(String body, String... headers) {
        return "POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n" + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList())
                + "\r\n" + body;
    }

    @Test
    void server_whenSignalledWithAHangingModel_sendsEverybodyOnAndTheNextOneAnswers() throws Exception {
        var model = new HashMap<>(Map.of("MODEL_NAME", "m", "MODEL_HEADERS_TIMEOUT", "2m",
                "MODEL_FIRST_TOKEN_TIMEOUT", "2m"));
        try (SlowProvider provider = new SlowProvider()) {
            model.put("OPENAI_BASE_URL", provider.address());
            String streamed;
            String waited;
            try (Server server = new Server(model)) {
                int port = server.awaitPort();
                try (RawClient stream = new RawClient(port); RawClient waiting = new RawClient(port, 0, 60_000)) {
                    stream.send(post("{\"message\": \"Are you there?\"}", "Accept: text/event-stream"));
                    waiting.send(post("{\"message\": \"And you?\"}"));
                    assertTrue(provider.asked.tryAcquire(2, 20, TimeUnit.SECONDS));
                    long from = System.nanoTime();
                    server.process.destroy();
                    while (exchange(port, "GET", "/health/ready", "").status() != 503) {
                        Thread.sleep(20);
                    }

                    RawClient.Response refused = exchange(port, "POST", "/chat", "{\"message\": \"hi\"}");
                    assertEquals(503, refused.status());
                    assertEquals("stopping", refused.json().at("code").text());
                    assertEquals("2", refused.header("retry-after"));
                    String told = stream.read().body();
                    assertTrue(told.endsWith("\n\nretry: 1000\n\n"), told);
                    streamed = JsonValue.parse(told.substring(told.indexOf('{'), told.indexOf('}') + 1))
                            .at("run_id")
                            .text();
                    RawClient.Response unfinished = waiting.read();
                    assertEquals(202, unfinished.status(), unfinished.body());
                    waited = unfinished.json().at("run_id").text();
                    assertEquals("/runs/" + waited, unfinished.header("location"));
                    assertEquals(143, server.awaitEnd());
                    assertTrue(System.nanoTime() - from < TimeUnit.SECONDS.toNanos(30), "it took too long");
                    server.err().lines().forEach(line -> assertFalse(JsonValue.parse(line).names().isEmpty()));
                    assertFalse(server.err().contains("Exception"), server.err());
                }
            }
            provider.go.countDown();
            try (Server next = new Server(model)) {
                int port = next.awaitPort();
                for (String run : List.of(streamed, waited)) {
                    try (RawClient client = new RawClient(port)) {
                        String events = client.send("GET /runs/" + run + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .read()
                                .body();
                        assertTrue(events.contains("\"Here I am.\"") && events.contains("\"status\":\"completed\""),
                                events);
                    }
                }
            }
        }
    }

    @Test
    void training_servesItselfOnceAndEnds() throws Exception {
        try (Server server = new Server(Map.of("CONFAB_TRAIN", "1", "CONFAB_HOME", ""))) {
            assertEquals(0, server.awaitEnd(), server::err);
            assertEquals("", server.out());
            assertTrue(server.err().contains("\"route\":\"/chat\",\"status\":200"), server.err());
        }
    }

    @Test
    void start_whenPortIsTaken_saysSoInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }));
                Server server = new Server(Map.of("PORT", Integer.toString(taken.getLocalPort())))) {
            assertEquals(1, server.awaitEnd());
            assertEquals("confab: PORT: another program listens on this port already; stop it or set another port",
                    lastLine(server));
        }
    }

    @Test
    void start_whenDatabaseCannotBeReached_saysSoInOneLine() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }))) {
            nobody = free.getLocalPort();
        }
        Files.writeString(folder.resolve(".env"),
                "export DATABASE_URL='postgresql://u:pass77word@127.0.0.1:" + nobody + "/db'\n");
        try (Server server = new Server(Map.of("DATABASE_START_TIMEOUT", "1"))) {
            assertEquals(1, server.awaitEnd());
            assertFalse(server.err().contains("\tat ") || server.err().contains("    java."), server.err());
            assertFalse(server.err().contains("pass77word"), server.err());
            assertTrue(lastLine(server).startsWith("confab: "), server.err());
            assertTrue(lastLine(server).toLowerCase(Locale.ROOT).contains("database"), server.err());
        }
    }

    @Test
    void start_whenSettingIsWrong_namesTheKey() throws Exception {
        try (Server server = new Server(Map.of("DATABASE_URL", "mysql77://localhost/db"))) {
            assertEquals(1, server.awaitEnd());
            assertTrue(lastLine(server).startsWith("confab: DATABASE_URL: "), server.err());
            assertFalse(server.err().contains("mysql77"), server.err());
        }
    }

    @Test
    void help_andVersion_startNothing() throws Exception {
        try (Server server = new Server(Map.of(), "--help")) {
            assertEquals(0, server.awaitEnd());
            assertTrue(server.out().startsWith("Usage: "));
        }
        try (Server server = new Server(Map.of(), "--version")) {
            assertEquals(0, server.awaitEnd());
            assertTrue(server.out().startsWith("confab ") && !server.out().contains("dev"), server.out());
        }
        assertFalse(Files.exists(folder.resolve("home")));
    }

    private static String lastLine(Server server) {
        List<String> lines = server.err().lines().toList();
        return lines.isEmpty() ? "" : lines.getLast();
    }
}
