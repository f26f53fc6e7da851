package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that stands still for longer than others believe in it, and then goes on as if nothing had happened. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PauseIT {

    private static final int RUNS = Scale.of(12, 60);
    private static final int ROUNDS = Scale.of(1, 8);
    private static final int PIECES = 100;
    private static final Duration LEASE_AND_LOOK = Duration.ofSeconds(25);
    private static final Duration AFTERWARDS = Duration.ofSeconds(4);
    /**
     * Which version of each row there is, so that a row written with what it held already counts as well. Of a session only
     * what it holds: closing a turn counts its answer first, and takes that back when the run turns out to be another's.
     */
    private static final String ROWS = """
            SELECT concat_ws(' ', 'run', id, xmin, ctid) FROM runs
            UNION ALL SELECT concat_ws(' ', 'message', id, xmin, ctid) FROM messages
            UNION ALL SELECT concat_ws(' ', 'session', s::text) FROM chat_sessions s
            UNION ALL SELECT concat_ws(' ', 'log', run_id, xmin, ctid) FROM run_logs
            UNION ALL SELECT concat_ws(' ', 'text', run_id, position, xmin, ctid) FROM run_text
            ORDER BY 1""";

    /** A client of the server that stands still. It stays with it, and with the connection that it has. */
    private static final class Faithful {

        private final Queue<HttpCall.Event> events = new ConcurrentLinkedQueue<>();
        private volatile String run = "";

        void watch(int port, String question) {
            try (HttpCall call = new HttpCall(port, ChatClient.USUAL_READ, "POST", "/chat",
                    Optional.of("{\"message\": \"" + question + "\"}"), "Accept: text/event-stream")) {
                for (Optional<HttpCall.Event> event = call.next(); event.isPresent(); event = call.next()) {
                    events.add(event.get());
                    if (event.get().name().equals("run")) {
                        run = event.get().json().at("run_id").text();
                    }
                }
            } catch (IOException ended) {
                // However it ends: what counts is what came before.
            }
        }
    }

    @Test
    void server_thatStoodStill_writesAndTellsNothingOfWhatItLost() throws Exception {
        try (Cluster cluster = Cluster.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ServerProcess still = cluster.serve();
            ServerProcess other = cluster.serve();
            var ledger = new Ledger();
            for (int round = 0; round < ROUNDS; round++) {
                stopAndContinue(cluster, still, other, ledger, threads, round);
            }
            cluster.audit().check(ledger);
            Report.of("SIGSTOP beyond the lease", ROUNDS + " rounds of " + RUNS + " runs, " + ledger);
        }
    }

    private static void stopAndContinue(Cluster cluster, ServerProcess still, ServerProcess other, Ledger ledger,
            ExecutorService threads, int round) throws Exception {
        Audit audit = cluster.audit();
        int port = still.port();
        int unused = other.port();
        var faithful = new ArrayList<Faithful>();
        var watching = new ArrayList<Future<?>>();
        for (int i = 0; i < RUNS; i++) {
            var client = new Faithful();
            // Every third says nothing until long after the stop: nobody was shown anything of it.
            String question = Speech.question(round * 1_000L + i, i % 3 == 0 ? 2 : PIECES, i % 3 == 0 ? 6_000 : 50);
            faithful.add(client);
            watching.add(threads.submit(() -> client.watch(port, question)));
        }
        assertTrue(Pauses.until(Duration.ofSeconds(20),
                () -> faithful.stream().filter(c -> c.events.size() > 5).count() >= RUNS - (RUNS + 2) / 3
                        && faithful.stream().noneMatch(client -> client.run.isEmpty())));
        still.signal(ServerProcess.Signal.STOP);
        var others = new ArrayList<Future<String>>();
        for (Faithful client : faithful) {
            others.add(threads.submit(() -> finish(other, client.run, ledger)));
        }
        assertTrue(Pauses.until(LEASE_AND_LOOK,
                () -> audit.column("SELECT id FROM runs WHERE ended_at IS NULL AND attempt = 1").isEmpty()));
        var answers = new ArrayList<String>();
        for (Future<String> one : others) {
            answers.add(one.get(60, TimeUnit.SECONDS));
        }
        Duration settled = audit.awaitSettled();
        assertTrue(settled.compareTo(Audit.SETTLING) < 0);
        List<String> before = audit.column(ROWS);
        List<Integer> seen = faithful.stream().map(client -> client.events.size()).toList();

        still.signal(ServerProcess.Signal.CONT);
        Pauses.of(AFTERWARDS);

        var written = new ArrayList<>(audit.column(ROWS));
        written.removeAll(before);
        assertEquals(List.of(), written, "it wrote");
        for (int i = 0; i < RUNS; i++) {
            List<HttpCall.Event> events = List.copyOf(faithful.get(i).events);
            for (HttpCall.Event event : events.subList(seen.get(i), events.size())) {
                assertTrue(isPieceOf(answers.get(i), event), () -> "it told " + event);
            }
        }
        for (Future<?> one : watching) {
            one.get(60, TimeUnit.SECONDS);
        }
    }

    /** A piece that was stored before the stop, and on its way, may arrive afterwards: it is in the answer that everybody has. */
    private static boolean isPieceOf(String answer, HttpCall.Event event) {
        if (!event.name().isEmpty()) {
            return false;
        }
        String piece = event.json().at("content").text();
        int ends = Integer.parseInt(event.id());
        return ends <= answer.length() && answer.startsWith(piece, ends - piece.length());
    }

    /** Follows a run from its beginning to its end at another server, and returns its text. */
    private static String finish(ServerProcess other, String run, Ledger ledger) {
        var transcript = new Transcript();
        while (transcript.status().isEmpty()) {
            try (HttpCall call = new HttpCall(other.port(), ChatClient.USUAL_READ, "GET", "/runs/" + run + "/events",
                    Optional.empty(), "Accept: text/event-stream", "Last-Event-ID: " + transcript.position())) {
                for (Optional<HttpCall.Event> event = call.next(); event.isPresent(); event = call.next()) {
                    transcript.take(event.get());
                }
            } catch (IOException cut) {
                ledger.lost();
            }
        }
        ledger.told(run, transcript.text());
        return transcript.text();
    }
}
