package dev.confab.rest.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams over real connections. */
@Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventStreamTest {

    private static final String HEARTBEAT = ": ok\n\n";
    private static final String PATH = "/test-streams";

    private static TestServer server;
    private static StreamController controller;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of(StreamController.ENABLED, true));
        controller = server.context().getBean(StreamController.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void usual() {
        controller.limits = StreamLimits.DEFAULT;
        controller.atOnce = stream -> {};
        controller.forget();
    }

    private static RawClient.Response open(RawClient client) throws IOException {
        return client.send(server.request("GET", PATH, null)).readHead();
    }

    private static CompletableFuture<Void> closing(EventStream stream) {
        var closed = new CompletableFuture<Void>();
        stream.onClosed(() -> closed.complete(null));
        return closed;
    }

    private static void await(CompletableFuture<Void> closed) throws Exception {
        closed.get(10, TimeUnit.SECONDS);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < giveUp, what);
            Thread.sleep(5);
        }
    }

    private static String readUntil(RawClient client, String end) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            String chunk = client.readChunk();
            assertFalse(chunk.isEmpty(), () -> "ended after " + text);
            text.append(chunk);
        }
        return text.toString();
    }

    @Test
    void response_hasItsHeadersAndASignOfLifeAtOnce() throws Exception {
        try (RawClient client = server.connect()) {
            RawClient.Response head = open(client);

            assertEquals(200, head.status());
            assertEquals("text/event-stream;charset=utf-8", head.header("content-type"));
            assertEquals("no-cache, no-store, no-transform", head.header("cache-control"));
            assertEquals("no", head.header("x-accel-buffering"));
            assertEquals("chunked", head.header("transfer-encoding"));
            assertNull(head.header("content-length"));
            assertNull(head.header("connection"));
            assertTrue(head.headers().containsKey("x-request-id"));
            assertEquals(HEARTBEAT, client.readChunk());
        }
    }

    @Test
    void events_arriveAsTheyWereWrittenAndTheConnectionServesOn() throws Exception {
        try (RawClient client = server.connect()) {
            open(client);
            EventStream stream = controller.next();
            var closed = closing(stream);

            assertTrue(stream.text(3, "a\n\"€😀\u2028"));
            assertTrue(stream.event("status", "{\"x\": 1}".getBytes(StandardCharsets.UTF_8)));
            assertTrue(stream.event("done", 3, "{}".getBytes(StandardCharsets.UTF_8)));
            stream.end();

            assertEquals(HEARTBEAT + """
                    id: 3
                    data: {"content": "a\\n\\"€😀\\u2028"}

                    event: status
                    data: {"x": 1}

                    id: 3
                    event: done
                    data: {}

                    """, readUntil(client, "event: done\ndata: {}\n\n"));
            assertEquals("", client.readChunk());
            await(closed);
            assertFalse(stream.isOpen());
            assertFalse(stream.text(4, "late"));

            assertEquals("plain", client.send(server.request("GET", PATH + "/plain", null)).read().body());
            open(client);
            controller.next().end();
            assertEquals(HEARTBEAT, client.readChunk());
            assertEquals("", client.readChunk());
        }
    }

    @Test
    void eventsSentBeforeTheResponse_areThereWithIt() throws Exception {
        controller.atOnce = stream -> {
            stream.send(new EventBytes().retry(Duration.ofSeconds(2)).text(1, "a").text(2, "b"));
            stream.end();
        };

        RawClient.Response response = server.get(PATH);

        assertEquals(HEARTBEAT + new String(new EventBytes().retry(Duration.ofSeconds(2))
                .text(1, "a")
                .text(2, "b")
                .toBytes(), StandardCharsets.UTF_8), response.body());
    }

    @Test
    void joinedEvents_leaveTogether() throws Exception {
        try (RawClient client = server.connect()) {
            open(client);
            assertEquals(HEARTBEAT, client.readChunk());
            var joined = new EventBytes();
            for (int at = 0; at < 500; at++) {
                joined.text(at, "word ");
            }

            controller.next().send(joined);

            assertEquals(new String(joined.toBytes(), StandardCharsets.UTF_8), client.readChunk());
        }
    }

    @Test
    void silence_isBrokenByHeartbeats() throws Exception {
        controller.limits = new StreamLimits(4096, Duration.ofSeconds(10), Duration.ofMillis(50));
        try (RawClient client = server.connect()) {
            open(client);
            for (int beat = 0; beat < 4; beat++) {
                assertEquals(HEARTBEAT, client.readChunk());
            }
        }
    }

    @Test
    void readerThatStops_isCutOffWhileOthersGoOn() throws Exception {
        controller.limits = new StreamLimits(64 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(15));
        try (var slow = new RawClient(server.port(), 4096); RawClient fast = server.connect()) {
            open(slow);
            EventStream toSlow = controller.next();
            open(fast);
            EventStream toFast = controller.next();
            var closed = closing(toSlow);
            byte[] big = new EventBytes().text(1, "x".repeat(8_000)).toBytes();

            int sent = 0;
            while (toSlow.send(big)) {
                sent++;
                assertTrue(sent < 10_000, "all was taken");
                assertTrue(toFast.text(sent, "y"));
                String read = readUntil(fast, "id: " + sent + "\n");
                assertTrue(read.endsWith("{\"content\": \"y\"}\n\n"));
            }

            await(closed);
            assertFalse(toSlow.isOpen());
            assertTrue(toFast.isOpen());
            assertTrue(toFast.text(sent + 1, "z"));
            readUntil(fast, "z");
            assertThrows(IOException.class, () -> {
                while (!slow.readChunk().isEmpty()) {
                    // What had arrived before.
                }
            });
        }
    }

    @Test
    void readerThatTakesNothingForTooLong_isCutOff() throws Exception {
        controller.limits = new StreamLimits(64 * 1024 * 1024, Duration.ofMillis(400), Duration.ofSeconds(15));
        try (var slow = new RawClient(server.port(), 4096); RawClient idle = server.connect()) {
            open(slow);
            EventStream stream = controller.next();
            open(idle);
            EventStream toIdle = controller.next();
            var closed = closing(stream);

            byte[] big = new EventBytes().text(1, "x".repeat(60_000)).toBytes();
            for (int at = 0; at < 200; at++) {
                assertTrue(stream.send(big));
            }
            long since = System.nanoTime();

            await(closed);
            assertTrue(System.nanoTime() - since >= TimeUnit.MILLISECONDS.toNanos(300));
            assertFalse(stream.send(big));
            assertTrue(toIdle.isOpen(), "a stream in which nothing waits is not cut off");
        }
    }

    @Test
    void readerThatIsSlowButReads_isNotCutOff() throws Exception {
        controller.limits = new StreamLimits(64 * 1024 * 1024, Duration.ofMillis(400), Duration.ofSeconds(15));
        try (var slow = new RawClient(server.port(), 4096)) {
            open(slow);
            EventStream stream = controller.next();
            byte[] big = new EventBytes().text(1, "x".repeat(60_000)).toBytes();
            for (int at = 0; at < 200; at++) {
                assertTrue(stream.send(big));
            }
            stream.end();

            int read = 0;
            for (String chunk = slow.readChunk(); !chunk.isEmpty(); chunk = slow.readChunk()) {
                read += chunk.length();
                Thread.sleep(10);
            }

            assertEquals(HEARTBEAT.length() + 200 * big.length, read);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void clientThatHangsUp_isNoticedPromptly(boolean hard) throws Exception {
        RawClient client = server.connect();
        open(client);
        assertEquals(HEARTBEAT, client.readChunk());
        EventStream stream = controller.next();
        var times = new AtomicInteger();
        stream.onClosed(times::incrementAndGet);
        var closed = closing(stream);

        long since = System.nanoTime();
        if (hard) {
            client.reset();
        } else {
            client.close();
        }
        await(closed);
        await("all are told", () -> times.get() > 0);

        assertTrue(System.nanoTime() - since < TimeUnit.SECONDS.toNanos(1));
        assertFalse(stream.text(1, "a"));
        stream.end();
        stream.abort();
        var late = new AtomicInteger();
        stream.onClosed(late::incrementAndGet);
        assertEquals(1, late.get());
        assertEquals(1, times.get());
    }

    @Test
    void abort_cutsTheConnection() throws Exception {
        try (RawClient client = server.connect()) {
            open(client);
            assertEquals(HEARTBEAT, client.readChunk());
            EventStream stream = controller.next();
            var closed = closing(stream);

            stream.abort();

            assertThrows(IOException.class, client::readChunk);
            await(closed);
        }
    }

    @Test
    void faultOfTheOneWhoIsTold_hurtsNobodyElse() throws Exception {
        try (RawClient client = server.connect()) {
            open(client);
            EventStream stream = controller.next();
            stream.onClosed(() -> {
                throw new IllegalStateException("on purpose");
            });
            var closed = closing(stream);

            stream.end();

            await(closed);
            readUntil(client, HEARTBEAT);
            assertEquals("", client.readChunk());
        }
    }

    @Test
    void head_hasHeadersOnlyAndItsStreamIsClosed() throws Exception {
        try (RawClient client = server.connect()) {
            RawClient.Response head = client.send(server.request("HEAD", PATH, null)).readHead();

            assertEquals(200, head.status());
            assertEquals("text/event-stream;charset=utf-8", head.header("content-type"));
            EventStream stream = controller.next();
            assertFalse(stream.isOpen());
            assertFalse(stream.text(1, "a"));
            await(closing(stream));
            // How long the body would be is not known, which HTTP lets one say of HEAD in no other way.
            assertEquals("close", head.header("connection"));
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void requestsSentAhead_areAnsweredInTheirOrder() throws Exception {
        try (RawClient client = server.connect()) {
            client.send(server.request("GET", PATH, null));
            EventStream first = controller.next();
            client.send(server.request("GET", PATH, null) + server.request("GET", PATH + "/plain", null));
            EventStream second = controller.next();
            first.text(1, "first");
            second.text(1, "second");
            second.end();

            client.readHead();
            readUntil(client, "first");
            first.end();
            assertEquals("", client.readChunk());
            client.readHead();
            assertTrue(readUntil(client, "second").startsWith(HEARTBEAT));
            assertEquals("", client.readChunk());
            assertEquals("plain", client.read().body());
        }
    }

    @Test
    void streamThatNobodyAnswersWith_isClosedAndTheConnectionServesOn() throws Exception {
        controller.limits = new StreamLimits(4096, Duration.ofMillis(100), Duration.ofSeconds(15));
        try (RawClient client = server.connect()) {
            String forgotten = server.request("GET", PATH + "/forgotten", null);

            assertEquals("something else", client.send(forgotten).read().body());
            await(closing(controller.next()));

            assertEquals("plain", client.send(server.request("GET", PATH + "/plain", null)).read().body());
        }
    }

    @Test
    void awaitRoom_waitsForTheReader() throws Exception {
        controller.limits = new StreamLimits(64 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(15));
        try (var client = new RawClient(server.port(), 4096)) {
            open(client);
            EventStream stream = controller.next();
            byte[] big = new EventBytes().text(1, "x".repeat(40_000)).toBytes();
            var writer = CompletableFuture.supplyAsync(() -> {
                try {
                    for (int at = 0; at < 300; at++) {
                        assertTrue(stream.awaitRoom(big.length));
                        assertTrue(stream.send(big));
                    }
                    stream.end();
                    return true;
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
            });

            long read = 0;
            for (String chunk = client.readChunk(); !chunk.isEmpty(); chunk = client.readChunk()) {
                read += chunk.length();
            }

            assertEquals(HEARTBEAT.length() + 300L * big.length, read);
            assertTrue(writer.get(10, TimeUnit.SECONDS));
            assertThrows(IllegalArgumentException.class, () -> stream.awaitRoom(64 * 1024 + 1));
        }
    }

    @Test
    void awaitRoom_endsWithTheStream() throws Exception {
        controller.limits = new StreamLimits(64 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(15));
        try (var client = new RawClient(server.port(), 4096)) {
            open(client);
            EventStream stream = controller.next();
            byte[] big = new EventBytes().text(1, "x".repeat(40_000)).toBytes();
            var waiting = new CompletableFuture<Thread>();
            var writer = CompletableFuture.supplyAsync(() -> {
                waiting.complete(Thread.currentThread());
                try {
                    while (stream.awaitRoom(big.length)) {
                        stream.send(big);
                    }
                    return true;
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
            });
            Thread thread = waiting.get();
            await("the writer waits", () -> thread.getState() == Thread.State.WAITING);

            client.reset();

            assertTrue(writer.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void manyStreams_whenTheirClientsAreGone_leaveNothing() throws Exception {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long descriptors = system.getOpenFileDescriptorCount();
        int threads = Thread.activeCount();
        List<RawClient> clients = new ArrayList<>();
        List<CompletableFuture<Void>> closed = new ArrayList<>();
        for (int at = 0; at < 200; at++) {
            RawClient client = server.connect();
            open(client);
            clients.add(client);
            EventStream stream = controller.next();
            closed.add(closing(stream));
            assertTrue(stream.text(1, "a"));
        }
        assertTrue(Thread.activeCount() <= threads + 2, "streams need no threads");

        for (RawClient client : clients) {
            client.reset();
        }

        for (CompletableFuture<Void> each : closed) {
            await(each);
        }
        await("descriptors are free again", () -> system.getOpenFileDescriptorCount() <= descriptors + 5);
    }

    @Test
    void server_whenItStops_closesItsStreams() throws Exception {
        try (TestServer other = TestServer.start(Map.of(StreamController.ENABLED, true));
                RawClient client = other.connect()) {
            client.send(other.request("GET", PATH, null)).readHead();
            EventStream stream = other.context().getBean(StreamController.class).next();
            var closed = closing(stream);

            other.close();

            await(closed);
            assertFalse(stream.text(1, "a"));
        }
    }
}
