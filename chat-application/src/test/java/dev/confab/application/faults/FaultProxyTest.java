package dev.confab.application.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {

    private static final byte[] TEXT = "A servo motor holds a position.".getBytes(StandardCharsets.UTF_8);
    private static final int SILENCE_MILLIS = 100;

    private final List<Socket> sockets = new ArrayList<>();
    private ServerSocket listening = unset();
    private FaultProxy proxy = unset();

    @BeforeEach
    void start() throws IOException {
        listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.to("127.0.0.1", listening.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Both ends of a connection through the proxy. */
    private record Ends(Socket client, Socket server) {

        void toClient(byte[] bytes) throws IOException {
            server.getOutputStream().write(bytes);
        }

        void toServer(byte[] bytes) throws IOException {
            client.getOutputStream().write(bytes);
        }
    }

    private Socket client() throws IOException {
        var client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        sockets.add(client);
        return client;
    }

    private Ends connect() throws IOException {
        Socket client = client();
        Socket server = listening.accept();
        sockets.add(server);
        return new Ends(client, server);
    }

    private static byte[] read(Socket from, int bytes) throws IOException {
        return from.getInputStream().readNBytes(bytes);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
        socket.setSoTimeout(0);
    }

    private static void assertBroken(Socket socket) {
        SocketException broken = assertThrows(SocketException.class,
                () -> socket.getInputStream().transferTo(new ByteArrayOutputStream()));
        assertTrue(String.valueOf(broken.getMessage()).contains("reset"), broken::getMessage);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(1);
        }
    }

    @Test
    void bytes_withNothingTold_passBothWaysToTheirEnd() throws Exception {
        byte[] much = new byte[3_000_000];
        new Random(1).nextBytes(much);
        Ends ends = connect();
        var echoed = new CompletableFuture<Long>();
        Thread.startVirtualThread(() -> {
            try {
                echoed.complete(ends.server().getInputStream().transferTo(ends.server().getOutputStream()));
                ends.server().shutdownOutput();
            } catch (IOException failed) {
                echoed.completeExceptionally(failed);
            }
        });
        Thread.startVirtualThread(() -> {
            try {
                ends.toServer(much);
                ends.client().shutdownOutput();
            } catch (IOException failed) {
                echoed.completeExceptionally(failed);
            }
        });

        assertArrayEquals(much, ends.client().getInputStream().readAllBytes());
        assertEquals(much.length, echoed.get());
        assertEquals(much.length, proxy.passed(Direction.TO_SERVER));
        assertEquals(much.length, proxy.passed(Direction.TO_CLIENT));
        assertEquals(1, proxy.accepted());
        await(() -> proxy.open() == 0);
    }

    @Test
    void cutAfter_towardsTheClient_endsBothSidesInGoodOrder() throws Exception {
        proxy.cutAfter(Direction.TO_CLIENT, 7);
        Ends ends = connect();
        ends.toServer(TEXT);
        assertArrayEquals(TEXT, read(ends.server(), TEXT.length));
        ends.toClient(TEXT);

        assertArrayEquals(Arrays.copyOf(TEXT, 7), ends.client().getInputStream().readAllBytes());
        assertEquals(7, proxy.passed(Direction.TO_CLIENT));
        assertEquals(-1, ends.server().getInputStream().read());
        ends.client().close();
        await(() -> proxy.open() == 0);
    }

    @Test
    void cutAfter_towardsTheServer_passesWhatComesBefore() throws Exception {
        proxy.cutAfter(Direction.TO_SERVER, TEXT.length + 3);
        Ends ends = connect();
        ends.toServer(TEXT);
        assertArrayEquals(TEXT, read(ends.server(), TEXT.length));
        ends.toServer(TEXT);

        assertArrayEquals(Arrays.copyOf(TEXT, 3), ends.server().getInputStream().readAllBytes());
        assertEquals(-1, ends.client().getInputStream().read());
    }

    @Test
    void cutAfter_countsForAnOpenConnectionFromThenOn() throws Exception {
        Ends ends = connect();
        ends.toClient(TEXT);
        assertArrayEquals(TEXT, read(ends.client(), TEXT.length));
        proxy.cutAfter(Direction.TO_CLIENT, 5);
        ends.toClient(TEXT);

        assertArrayEquals(Arrays.copyOf(TEXT, 5), ends.client().getInputStream().readAllBytes());
    }

    @Test
    void cutOnceAfter_losesOneAnswerOnly() throws Exception {
        proxy.cutOnceAfter(Direction.TO_CLIENT, 0);
        Ends first = connect();
        Ends second = connect();
        first.toClient(TEXT);
        assertEquals(-1, first.client().getInputStream().read());
        second.toClient(TEXT);
        assertArrayEquals(TEXT, read(second.client(), TEXT.length));
    }

    @Test
    void resetAfter_breaksBothSides() throws Exception {
        proxy.resetAfter(Direction.TO_CLIENT, 7);
        Ends ends = connect();
        ends.toClient(TEXT);

        assertBroken(ends.client());
        assertBroken(ends.server());
        assertEquals(7, proxy.passed(Direction.TO_CLIENT));
        await(() -> proxy.open() == 0);
    }

    @Test
    void halfCloseAfter_leavesTheOtherDirectionOpen() throws Exception {
        proxy.halfCloseAfter(Direction.TO_CLIENT, 7);
        Ends ends = connect();
        ends.toClient(TEXT);
        assertArrayEquals(Arrays.copyOf(TEXT, 7), ends.client().getInputStream().readAllBytes());
        ends.toServer(TEXT);

        assertArrayEquals(TEXT, read(ends.server(), TEXT.length));
        assertSilent(ends.server());
    }

    @Test
    void hangAfter_keepsTheRestUntilItHeals() throws Exception {
        proxy.hangAfter(Direction.TO_CLIENT, 7);
        Ends ends = connect();
        ends.toClient(TEXT);
        assertArrayEquals(Arrays.copyOf(TEXT, 7), read(ends.client(), 7));
        assertSilent(ends.client());
        ends.toServer(TEXT);
        assertArrayEquals(TEXT, read(ends.server(), TEXT.length));
        proxy.heal();

        assertArrayEquals(Arrays.copyOfRange(TEXT, 7, TEXT.length), read(ends.client(), TEXT.length - 7));
    }

    @Test
    void stall_acceptsAndKeepsSilentUntilItResumes() throws Exception {
        Ends before = connect();
        proxy.stall();
        before.toClient(TEXT);
        assertSilent(before.client());
        Socket client = client();
        client.getOutputStream().write(TEXT);
        assertSilent(client);
        proxy.resume();

        assertArrayEquals(TEXT, read(before.client(), TEXT.length));
        Socket server = listening.accept();
        sockets.add(server);
        assertArrayEquals(TEXT, read(server, TEXT.length));
        assertEquals(2, proxy.accepted());
    }

    @Test
    void delay_holdsEachPieceBack() throws Exception {
        Ends ends = connect();
        proxy.delay(Direction.TO_SERVER, Duration.ofMillis(SILENCE_MILLIS));
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            ends.toServer(TEXT);
            assertArrayEquals(TEXT, read(ends.server(), TEXT.length));
            assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS));
        }
    }

    @Test
    void limit_takesItsTime() throws Exception {
        proxy.limit(Direction.TO_CLIENT, 100_000);
        Ends ends = connect();
        long start = System.nanoTime();
        ends.toClient(new byte[20_000]);
        ends.server().shutdownOutput();

        assertEquals(20_000, ends.client().getInputStream().readAllBytes().length);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis >= 195, () -> millis + " ms");
    }

    @Test
    void slice_passesEverythingInSmallPieces() throws Exception {
        proxy.slice(Direction.TO_CLIENT, 3, 42).delay(Direction.TO_CLIENT, Duration.ofMillis(2));
        Ends ends = connect();
        ends.toClient(TEXT);
        var got = new ByteArrayOutputStream();
        byte[] buffer = new byte[100];
        int reads = 0;
        for (; got.size() < TEXT.length; reads++) {
            got.write(buffer, 0, ends.client().getInputStream().read(buffer));
        }

        assertArrayEquals(TEXT, got.toByteArray());
        assertTrue(reads > 1, () -> "all in one");
    }

    @Test
    void slice_withTheSameSeed_givesTheSamePieces() throws Exception {
        assertEquals(pieces(7, 1), pieces(7, 1));
        assertTrue(!pieces(7, 1).equals(pieces(8, 1)) && !pieces(7, 1).equals(pieces(7, 2)));
    }

    private static List<Integer> pieces(long seed, int connection) throws InterruptedException {
        var lane = new Lane();
        lane.slice(10, seed);
        var progress = new Lane.Progress(connection);
        var pieces = new ArrayList<Integer>();
        for (int i = 0; i < 50; i++) {
            pieces.add(lane.next(progress, 1_000).bytes());
        }
        return pieces;
    }

    @Test
    void cut_endsWhatIsOpenAndAcceptsAnew() throws Exception {
        Ends ends = connect();
        ends.toServer(TEXT);
        assertArrayEquals(TEXT, read(ends.server(), TEXT.length));
        proxy.cut();

        assertEquals(-1, ends.client().getInputStream().read());
        assertEquals(-1, ends.server().getInputStream().read());
        ends.client().close();
        ends.server().close();
        await(() -> proxy.open() == 0);
        Ends again = connect();
        again.toServer(TEXT);
        assertArrayEquals(TEXT, read(again.server(), TEXT.length));
    }

    @Test
    void reset_breaksWhatIsOpen() throws Exception {
        Ends ends = connect();
        proxy.reset();

        assertBroken(ends.client());
        assertBroken(ends.server());
    }

    @Test
    void target_thatIsAway_breaksTheConnection() throws Exception {
        listening.close();

        assertBroken(client());
    }

    @Test
    void resetOfAClient_reachesTheServer() throws Exception {
        Ends ends = connect();
        ends.client().setSoLinger(true, 0);
        ends.client().close();

        assertBroken(ends.server());
    }

    @Test
    void tap_hearsEverythingBeforeItPasses() throws Exception {
        var heard = new ByteArrayOutputStream();
        try (FaultProxy tapped = FaultProxy.to("127.0.0.1", listening.getLocalPort(),
                (connection, direction, bytes) -> heard.writeBytes(direction == Direction.TO_SERVER ? bytes
                        : new byte[0]))) {
            try (var client = new Socket(InetAddress.getLoopbackAddress(), tapped.port());
                    Socket server = listening.accept()) {
                client.getOutputStream().write(TEXT);
                assertArrayEquals(TEXT, read(server, TEXT.length));
                assertArrayEquals(TEXT, heard.toByteArray());
            }
        }
    }

    @Test
    void close_endsEverythingThatWaits() throws Exception {
        proxy.hangAfter(Direction.TO_CLIENT, 0);
        Ends hanging = connect();
        hanging.toClient(TEXT);
        Ends idle = connect();
        proxy.delay(Direction.TO_SERVER, Duration.ofHours(1));
        Ends slow = connect();
        slow.toServer(TEXT);
        await(() -> proxy.open() == 3);
        proxy.stall();
        Socket stalled = client();
        await(() -> proxy.open() == 4);
        proxy.close();

        assertEquals(0, proxy.open());
        for (Socket socket : List.of(hanging.client(), hanging.server(), idle.client(), idle.server(), slow.client(),
                slow.server(), stalled)) {
            assertEnded(socket);
        }
        assertThrows(IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), proxy.port()).close());
    }

    private static void assertEnded(Socket socket) throws IOException {
        try {
            assertEquals(-1, socket.getInputStream().read());
        } catch (SocketException broken) {
            assertTrue(String.valueOf(broken.getMessage()).contains("reset"), broken::getMessage);
        }
    }

    @Test
    void close_whileManyComeAndGo_leavesNothing() throws Exception {
        Thread server = Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    listening.accept().close();
                }
            } catch (IOException ended) {
                // The end of every server.
            }
        });
        var comings = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                comings.add(threads.submit(() -> {
                    int came = 0;
                    try {
                        while (true) {
                            new Socket(InetAddress.getLoopbackAddress(), proxy.port()).close();
                            came++;
                        }
                    } catch (IOException closed) {
                        return came;
                    }
                }));
            }
            await(() -> proxy.accepted() > 500);
            proxy.close();
        }
        for (Future<Integer> coming : comings) {
            assertInstanceOf(Integer.class, coming.get());
        }
        assertEquals(0, proxy.open());
        listening.close();
        server.join();
    }

    @SuppressWarnings({ "NullAway", "TypeParameterUnusedInFormals" })
    private static <T> T unset() {
        return null;
    }
}
