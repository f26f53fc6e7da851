package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of two servers under load, one after the other is killed at random instants, again and again. */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillIT {

    private static final int KILLS = Scale.of(30, 300);
    private static final int CLIENTS = 40;
    private static final int SPARES = 2;
    private static final int MOST_PAUSE_MILLIS = 1_500;

    @Test
    void serversThatAreKilled_underLoad_loseAndDoubleNothing() {
        long seed = Scale.seed();
        String told = "seed " + seed;
        try (Cluster cluster = Cluster.start()) {
            var serving = new CopyOnWriteArrayList<>(List.of(cluster.serve(), cluster.serve()));
            serving.forEach(ServerProcess::port);
            var ledger = new Ledger();
            long from = System.nanoTime();
            try (Load load = new Load(ledger, () -> anyOf(serving)).begin(seed, CLIENTS)) {
                kill(cluster, serving, new Random(seed));
                told += ", " + KILLS + " kills in " + Duration.ofNanos(System.nanoTime() - from).toSeconds() + " s";
                load.end();
            }
            Duration settled = cluster.audit().awaitSettled();
            Report.of("kill -9", told + ", settled after " + settled.toMillis() + " ms, " + ledger);
            cluster.audit().check(ledger);
            assertEquals(List.of(), cluster.model().disordered());
            assertTrue(ledger.acknowledged().size() > KILLS, ledger::toString);
        } catch (AssertionError failed) {
            throw new AssertionError(told + ": " + failed.getMessage(), failed);
        }
    }

    private static int anyOf(List<ServerProcess> serving) {
        return serving.get(ThreadLocalRandom.current().nextInt(2)).port();
    }

    /** Spare servers are up before they are needed: what is killed is replaced at once. */
    private static void kill(Cluster cluster, List<ServerProcess> serving, Random random) {
        Deque<ServerProcess> spares = new ArrayDeque<>();
        for (int killed = 0; killed < KILLS; killed++) {
            while (spares.size() < SPARES && killed + spares.size() < KILLS) {
                spares.add(cluster.serve());
            }
            Pauses.of(Duration.ofMillis(random.nextInt(MOST_PAUSE_MILLIS)));
            ServerProcess next = spares.remove();
            int unused = next.port();
            int which = random.nextInt(2);
            serving.set(which, next).kill();
        }
    }
}
