package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server ends without a word at each named point of its work; another one goes on with what it left behind. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashIT {

    private static final int ROUNDS = Scale.of(1, 10);
    private static final int AT_ONCE = 3;
    private static final int SENDS = 6;
    private static final List<ChatClient.Manner> MANNERS = List.of(ChatClient.Manner.values());
    private static final String LEASE_MILLIS = "2000";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, String> SHORT_LEASE = Map.of(CrashingPorts.LEASE, LEASE_MILLIS);

    private final long seed = Scale.seed();
    private final Random random = new Random(seed);
    private final AtomicLong questions = new AtomicLong();
    private final Ledger ledger = new Ledger();

    @Test
    void server_thatEndsAtAnyPoint_leavesNothingLostOrDoubled() throws Exception {
        String told = "seed " + seed;
        long from = System.nanoTime();
        try (Cluster cluster = Cluster.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ServerProcess survivor = cluster.serve(SHORT_LEASE);
            for (int round = 0; round < ROUNDS; round++) {
                endAtWork(cluster, survivor, threads);
                for (CrashPoint point : CrashPoint.values()) {
                    if (point.isOfTakeOver()) {
                        endAtTakeOver(cluster, survivor, point, threads);
                    }
                }
            }
            Duration settled = cluster.audit().awaitSettled();
            told += ", " + ROUNDS * CrashPoint.values().length + " crashes at " + CrashPoint.values().length
                    + " points in " + Duration.ofNanos(System.nanoTime() - from).toSeconds() + " s, settled after "
                    + settled.toMillis() + " ms, " + ledger;
            Report.of("crash points", told);
            cluster.audit().check(ledger);
            assertEquals(List.of(), cluster.model().disordered());
        } catch (AssertionError failed) {
            throw new AssertionError(told + ": " + failed.getMessage(), failed);
        }
    }

    private ServerProcess crashing(Cluster cluster, CrashPoint point, int nth) {
        return cluster.serve(Map.of(CrashingPorts.LEASE, LEASE_MILLIS, CrashingPorts.POINT, point.name(),
                CrashingPorts.NTH, Integer.toString(nth)));
    }

    /** Some of them at the same time, which costs no more than one. */
    private void endAtWork(Cluster cluster, ServerProcess survivor, ExecutorService threads) throws Exception {
        List<CrashPoint> points = Arrays.stream(CrashPoint.values()).filter(point -> !point.isOfTakeOver()).toList();
        for (int at = 0; at < points.size(); at += AT_ONCE) {
            var all = new ArrayList<Future<?>>();
            for (CrashPoint point : points.subList(at, Math.min(points.size(), at + AT_ONCE))) {
                ServerProcess server = crashing(cluster, point, point.isUsual() ? 1 + random.nextInt(3) : 1);
                for (int i = 0; i < SENDS; i++) {
                    ChatClient.Manner manner = MANNERS.get(i % MANNERS.size());
                    all.add(threads.submit(() -> send(() -> (server.isAlive() ? server : survivor).port(), manner, 30,
                            25)));
                }
                if (point.isOfFollowing()) {
                    all.add(threads.submit(() -> follow(cluster, server)));
                }
                all.add(threads.submit(() -> assertEquals(CrashPoint.STATUS, server.awaitEnd(), point::name)));
            }
            await(all);
        }
    }

    /** Watches, for as long as it lives, runs that nobody watched before. */
    private static void follow(Cluster cluster, ServerProcess server) {
        while (server.isAlive()) {
            cluster.audit()
                    .column("SELECT id FROM runs WHERE ended_at IS NULL AND NOT followed")
                    .forEach(run -> watch(server.port(), run));
            Pauses.of(Duration.ofMillis(50));
        }
    }

    private void send(IntSupplier ports, ChatClient.Manner manner, int pieces, long pauseMillis) {
        long number = questions.incrementAndGet();
        Optional<String> session = new ChatClient(ports, ledger, ChatClient.USUAL_READ, PATIENCE)
                .send(new ChatClient.Sending(Speech.question(number, pieces, pauseMillis), "crash-" + number, manner,
                        Optional.empty(), "interrupt"));
        assertTrue(session.isPresent(), ledger::toString);
    }

    /**
     * The survivor has runs of which nobody was shown anything, and stands still until another server that takes them over
     * has come to its end; then it takes them back.
     */
    private void endAtTakeOver(Cluster cluster, ServerProcess survivor, CrashPoint point, ExecutorService threads)
            throws Exception {
        ServerProcess server = crashing(cluster, point, 1);
        int port = server.port();
        int before = ledger.acknowledged().size();
        var all = new ArrayList<Future<?>>();
        for (int i = 0; i < SENDS; i++) {
            all.add(threads.submit(() -> send(survivor::port, ChatClient.Manner.STREAM, 2, 3_500)));
        }
        assertTrue(Pauses.until(PATIENCE, () -> ledger.acknowledged().size() == before + SENDS));
        List<String> runs = cluster.audit().column("SELECT id FROM runs WHERE ended_at IS NULL");
        survivor.signal(ServerProcess.Signal.STOP);
        try {
            for (String run : runs) {
                all.add(threads.submit(() -> watch(port, run)));
            }
            assertEquals(CrashPoint.STATUS, server.awaitEnd(), point::name);
        } finally {
            survivor.signal(ServerProcess.Signal.CONT);
        }
        await(all);
    }

    private static void watch(int port, String run) {
        try (HttpCall call = new HttpCall(port, ChatClient.USUAL_READ, "GET", "/runs/" + run + "/events",
                Optional.empty(), "Accept: text/event-stream")) {
            Optional<HttpCall.Event> event = call.next();
            while (event.isPresent()) {
                event = call.next();
            }
        } catch (IOException ended) {
            // As is to be expected.
        }
    }

    private static void await(List<Future<?>> all) throws Exception {
        for (Future<?> one : all) {
            one.get(PATIENCE.toSeconds() + 20, TimeUnit.SECONDS);
        }
    }
}
