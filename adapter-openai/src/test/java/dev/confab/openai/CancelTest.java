package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.openai.provider.Behaviour;
import dev.confab.openai.provider.Behaviours;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reply can be closed at any moment, by any thread, and nothing of it stays. */
@Timeout(60)
class CancelTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final GatewayFixture fixture = new GatewayFixture();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        fixture.close();
    }

    @Test
    void close_beforeTheRequest_sendsNone() {
        ReplyStream reply = fixture.gateway.open(GatewayFixture.call("x"));
        reply.close();

        assertInstanceOf(ReplyEvent.Cancelled.class, reply.next());
        assertThrows(IllegalStateException.class, reply::next);
        assertEquals(0, fixture.provider.accepted());
    }

    @Test
    void close_whileConnecting_returnsAtOnce() throws Exception {
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var fillers = new ArrayList<Socket>();
            try {
                for (int i = 0; i < 2; i++) {
                    fillers.add(new Socket(full.getInetAddress(), full.getLocalPort()));
                }
                try (var gateway = fixture.gateway(
                        ModelSettings.at(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/v1"), "m"))) {
                    closeWhileWaiting(gateway.open(GatewayFixture.call("x")),
                            () -> gateway.pool().inUse() == 1);
                    assertEquals(0, gateway.pool().inUse());
                }
            } finally {
                for (Socket filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    @Test
    void close_whileWaitingForAFreePlace_returnsAtOnce() throws Exception {
        fixture.provider.then(Behaviours.hangsAfter("x"));
        try (var gateway = fixture.gateway(
                ModelSettings.at(fixture.provider.baseUrl(), "m").withMaxConnections(1));
                ReplyStream first = gateway.open(GatewayFixture.call("x"))) {
            first.next();
            closeWhileWaiting(gateway.open(GatewayFixture.call("x")), () -> true);
            first.close();

            assertInstanceOf(ReplyEvent.Completed.class, GatewayFixture.ask(gateway).getLast());
        }
    }

    @Test
    void close_whileWaitingForHeaders_closesTheConnection() throws Exception {
        closesTheConnection(Behaviours.hangs(), 0);
    }

    @Test
    void close_whileWaitingForTheFirstToken_closesTheConnection() throws Exception {
        closesTheConnection(Behaviours.hangsAfter(), 0);
    }

    @Test
    void close_inTheMiddle_closesTheConnection() throws Exception {
        closesTheConnection(Behaviours.hangsAfter("one", "two"), 1);
    }

    @Test
    void close_withNobodyReading_closesTheConnection() throws Exception {
        fixture.provider.then(Behaviours.hangsAfter("one"));
        ReplyStream reply = fixture.gateway.open(GatewayFixture.call("x"));
        assertInstanceOf(ReplyEvent.Delta.class, reply.next());
        reply.close();

        assertTrue(fixture.provider.awaitOpen(0, AT_ONCE));
        assertEquals(0, fixture.gateway.pool().inUse());
        assertInstanceOf(ReplyEvent.Cancelled.class, reply.next());
    }

    @Test
    void close_duringAPause_returnsAtOnce() throws Exception {
        fixture.provider.then(Behaviours.error(429, "", "Retry-After: 20"));
        try (var gateway = OpenAiLlmGateway.of(ModelSettings.at(fixture.provider.baseUrl(), "m"))) {
            ReplyStream reply = gateway.open(GatewayFixture.call("x"));
            assertInstanceOf(ReplyEvent.Retrying.class, reply.next());
            closeWhileWaiting(reply, () -> true);
        }
        assertEquals(1, fixture.provider.served());
    }

    @Test
    void interrupt_cancels() throws Exception {
        fixture.provider.then(Behaviours.hangs());
        ReplyStream reply = fixture.gateway.open(GatewayFixture.call("x"));
        var result = new java.util.concurrent.CompletableFuture<ReplyEvent>();
        Thread reading = Thread.startVirtualThread(() -> result.complete(reply.next()));
        assertTrue(fixture.provider.awaitServed(1, Duration.ofSeconds(5)));
        reading.interrupt();

        assertInstanceOf(ReplyEvent.Cancelled.class, result.get(5, TimeUnit.SECONDS));
        assertTrue(fixture.provider.awaitOpen(0, AT_ONCE));
    }

    @Test
    void thousandCancelledCalls_leaveNothing() throws Exception {
        List<Behaviour> behaviours = List.of(Behaviours.hangs(), Behaviours.hangsAfter(), Behaviours.hangsAfter("one"),
                Behaviours.saysSlowly(1, "a", "b", "c"), Behaviours.error(503, ""));
        int threadsBefore = platformThreads();
        var calls = new ArrayList<Future<ReplyEvent>>();
        var closings = new ArrayList<Future<ReplyStream>>();
        for (int i = 0; i < 1_000; i++) {
            fixture.provider.then(behaviours.get(i % behaviours.size()));
            ReplyStream reply = fixture.gateway.open(GatewayFixture.call("x"));
            calls.add(threads.submit(() -> {
                ReplyEvent event;
                do {
                    event = reply.next();
                } while (!(event instanceof ReplyEvent.End));
                return event;
            }));
            closings.add(threads.submit(() -> {
                Thread.sleep(ThreadLocalRandom.current().nextInt(30));
                reply.close();
                return reply;
            }));
        }
        for (Future<ReplyEvent> call : calls) {
            assertInstanceOf(ReplyEvent.End.class, call.get(20, TimeUnit.SECONDS));
        }
        for (Future<ReplyStream> closing : closings) {
            closing.get(20, TimeUnit.SECONDS);
        }

        assertEquals(0, fixture.gateway.pool().inUse());
        assertTrue(fixture.provider.awaitOpen(fixture.gateway.pool().idle(), AT_ONCE),
                () -> fixture.provider.open() + " open, " + fixture.gateway.pool().idle() + " idle");
        fixture.provider.forget();
        // How many failed before they were cancelled is chance; that the breaker may have opened is another test's matter.
        fixture.pass(Duration.ofMinutes(1));
        assertInstanceOf(ReplyEvent.Completed.class, fixture.ask().getLast());
        fixture.gateway.close();
        assertTrue(fixture.provider.awaitOpen(0, AT_ONCE));
        assertTrue(platformThreads() <= threadsBefore + 2, () -> threadsBefore + " before, " + platformThreads());
    }

    private void closesTheConnection(Behaviour behaviour, int deltas) throws Exception {
        fixture.provider.then(behaviour);
        ReplyStream reply = fixture.gateway.open(GatewayFixture.call("x"));
        for (int i = 0; i < deltas; i++) {
            assertInstanceOf(ReplyEvent.Delta.class, reply.next());
        }
        closeWhileWaiting(reply, () -> fixture.provider.served() == 1);

        assertTrue(fixture.provider.awaitOpen(0, AT_ONCE), "the provider saw the connection close");
        assertEquals(0, fixture.gateway.pool().inUse());
        assertInstanceOf(ReplyEvent.Completed.class, fixture.ask().getLast());
    }

    private void closeWhileWaiting(ReplyStream reply,
            java.util.function.BooleanSupplier reached) throws Exception {
        Future<ReplyEvent> waiting = threads.submit(() -> {
            ReplyEvent event;
            do {
                event = reply.next();
            } while (event instanceof ReplyEvent.Delta);
            return event;
        });
        long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!reached.getAsBoolean() && System.nanoTime() < until) {
            Thread.sleep(1);
        }
        // Not a matter of time: closing a little earlier or later must give the same.
        Thread.sleep(20);
        reply.close();

        assertInstanceOf(ReplyEvent.Cancelled.class, waiting.get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS));
        assertThrows(IllegalStateException.class, reply::next);
    }

    private static int platformThreads() {
        return Thread.getAllStackTraces().size();
    }
}
