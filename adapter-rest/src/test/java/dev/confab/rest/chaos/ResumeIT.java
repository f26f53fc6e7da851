package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.faults.Direction;
import dev.confab.application.faults.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that are cut at random bytes, in every way a network can, and resumed at the same or the other server. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResumeIT {

    private static final int CUTS = Scale.of(200, 2_000);
    private static final int STREAMS = Scale.of(25, 250);
    private static final int AT_ONCE = 25;
    private static final int PIECES = 250;
    private static final int PAUSE_MILLIS = 15;
    /** So many connections of each stream break; the next one is left whole. */
    private static final int BROKEN = 12;
    /** About a tenth of a stream: a cut may fall into the head, an event, a character. */
    private static final int MOST_BYTES = 1_500;
    /** A client that hears nothing for so long takes its connection for broken. */
    private static final Duration SILENCE = Duration.ofMillis(1_200);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void streamsThatAreCut_andResumedAnywhere_tellTheStoredTextOnce() throws Exception {
        long seed = Scale.seed();
        String told = "seed " + seed;
        try (Cluster cluster = Cluster.start();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<ServerProcess> servers = List.of(cluster.serve(), cluster.serve());
            servers.forEach(ServerProcess::port);
            var ledger = new Ledger();
            long from = System.nanoTime();
            for (int wave = 0; wave < STREAMS; wave += AT_ONCE) {
                var streams = new ArrayList<Future<?>>();
                for (int i = wave; i < wave + AT_ONCE; i++) {
                    var random = new Random(seed + i);
                    streams.add(threads.submit(() -> stream(random, servers, ledger)));
                }
                for (Future<?> stream : streams) {
                    stream.get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
                }
            }
            told += ", " + Duration.ofNanos(System.nanoTime() - from).toSeconds() + " s, " + ledger;
            Report.of("cut streams", told);
            Duration unused = cluster.audit().awaitSettled();
            cluster.audit().check(ledger);
            assertEquals(STREAMS, ledger.told().size());
            assertTrue(ledger.lostCount() >= CUTS, ledger::toString);
        } catch (AssertionError failed) {
            throw new AssertionError(told + ": " + failed.getMessage(), failed);
        }
    }

    private static void stream(Random random, List<ServerProcess> servers, Ledger ledger) {
        Queue<FaultProxy> proxies = new ConcurrentLinkedQueue<>();
        IntSupplier anyWay = () -> {
            FaultProxy proxy = FaultProxy.to(servers.get(random.nextInt(2)).port());
            proxies.add(proxy);
            if (proxies.size() <= BROKEN) {
                breakLater(proxy, random);
            }
            return proxy.port();
        };
        try {
            long number = random.nextLong();
            Optional<String> unused = new ChatClient(anyWay, ledger, SILENCE, PATIENCE).send(
                    new ChatClient.Sending(Speech.question(number, PIECES, PAUSE_MILLIS), "cut-" + number,
                            ChatClient.Manner.STREAM, Optional.empty(), "interrupt"));
        } finally {
            proxies.forEach(FaultProxy::close);
        }
    }

    private static void breakLater(FaultProxy proxy, Random random) {
        long after = random.nextInt(MOST_BYTES);
        FaultProxy unused = switch (random.nextInt(4)) {
            case 0 -> proxy.cutAfter(Direction.TO_CLIENT, after);
            case 1 -> proxy.resetAfter(Direction.TO_CLIENT, after);
            case 2 -> proxy.halfCloseAfter(Direction.TO_CLIENT, after);
            default -> proxy.hangAfter(Direction.TO_CLIENT, after);
        };
    }
}
