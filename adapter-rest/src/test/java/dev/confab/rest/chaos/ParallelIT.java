package dev.confab.rest.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Many clients at the very same time, at two servers, with one request or with one session. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParallelIT {

    private static final int SAME = Scale.of(200, 1_000);
    private static final int POSTS = Scale.of(100, 190);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Cluster cluster = Cluster.start();
    private final ServerProcess one = cluster.serve();
    private final ServerProcess other = cluster.serve();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeAll
    void awaitServers() {
        assertTrue(one.port() != other.port());
    }

    @AfterAll
    void end() {
        threads.shutdownNow();
        cluster.close();
    }

    private ServerProcess either(int number) {
        return number % 2 == 0 ? one : other;
    }

    /** Does it as often, all at the same time. */
    private void allAtOnce(int number, IntConsumer what) throws Exception {
        var go = new CountDownLatch(1);
        var all = new ArrayList<Future<?>>();
        for (int i = 0; i < number; i++) {
            int mine = i;
            all.add(threads.submit(() -> {
                go.await();
                what.accept(mine);
                return mine;
            }));
        }
        go.countDown();
        for (Future<?> one : all) {
            one.get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
        }
    }

    private ChatClient client(int number, Ledger ledger) {
        return new ChatClient(() -> either(number).port(), ledger, ChatClient.USUAL_READ, PATIENCE);
    }

    @Test
    void send_thatIsSaidManyTimesAtOnce_isOneMessageOneRunOneCall() throws Exception {
        var ledger = new Ledger();
        String question = Speech.question(Scale.seed(), 20, 20);
        var manners = ChatClient.Manner.values();
        long from = System.nanoTime();
        allAtOnce(SAME, number -> {
            Optional<String> session = client(number, ledger).send(new ChatClient.Sending(question, "the same",
                    manners[number % manners.length], Optional.empty(), "interrupt"));
            assertTrue(session.isPresent(), ledger::toString);
        });
        Report.of("the same at once", SAME + " sends in " + (System.nanoTime() - from) / 1_000_000 + " ms, " + ledger);
        Audit audit = cluster.audit();
        Duration unused = audit.awaitSettled();
        audit.check(ledger);
        String asked = " FROM messages WHERE content = '" + question + "'";
        assertEquals(1, audit.number("SELECT count(*)" + asked));
        assertEquals(1, audit.number("SELECT count(*) FROM runs WHERE session_id IN (SELECT session_id" + asked + ")"));
        assertEquals(1, cluster.model().callsFor(question));
        assertEquals(1, ledger.told().size());
    }

    @Test
    void posts_thatWait_areAllAnsweredInOrder() throws Exception {
        Ledger ledger = postToOneSession("enqueue", 3_000);
        Set<String> answered = answered(ledger);
        assertTrue(ledger.acknowledged().size() >= POSTS / 2, ledger::toString);
        assertEquals(ledger.acknowledged().keySet(), answered, "not every message was answered");
    }

    @Test
    void posts_thatInterrupt_leaveOneAnswerAtTheEnd() throws Exception {
        Ledger ledger = postToOneSession("interrupt", 4_000);
        assertEquals(POSTS + 1, ledger.acknowledged().size());
        List<String> whole = cluster.audit().column("""
                SELECT r.ask_seq FROM runs r WHERE r.status = 'completed' AND r.ask_seq > 1 AND r.session_id = %s
                """.formatted(sessionOf(4_000)));
        List<String> last = cluster.audit().column("""
                SELECT max(m.seq) FROM messages m WHERE m.role = 'user' AND m.session_id = %s
                """.formatted(sessionOf(4_000)));
        assertTrue(whole.containsAll(last), "the last message is answered to its end");
        // One that was answered before the next one came was not interrupted.
        List<String> overtaken = cluster.audit().column("""
                SELECT r.ask_seq FROM runs r JOIN messages m ON m.session_id = r.session_id AND m.role = 'user'
                WHERE r.status = 'completed' AND m.seq > r.ask_seq AND m.created_at < r.ended_at AND r.session_id = %s
                """.formatted(sessionOf(4_000)));
        assertEquals(List.of(), overtaken, "no message that was interrupted is answered to its end");
    }

    @Test
    void posts_thatAreRefused_areNotStored() throws Exception {
        Ledger ledger = postToOneSession("reject", 5_000);
        assertTrue(ledger.refused().size() >= POSTS / 2, ledger::toString);
        assertEquals(POSTS + 1, ledger.acknowledged().size() + ledger.refused().size());
        assertEquals(ledger.acknowledged().keySet(), answered(ledger), "what was taken is answered");
    }

    /** One message first, and then many at once; the audit of it all. */
    private Ledger postToOneSession(String onBusy, int first) throws Exception {
        var ledger = new Ledger();
        Optional<String> session = client(0, ledger).send(new ChatClient.Sending(Speech.question(first, 2, 1),
                onBusy, ChatClient.Manner.WAIT, Optional.empty(), onBusy));
        assertTrue(session.isPresent(), () -> ledger + " " + ledger.mistakes());
        cluster.model().forget();
        var manners = ChatClient.Manner.values();
        long from = System.nanoTime();
        allAtOnce(POSTS, number -> {
            Optional<String> unused = client(number, ledger)
                    .send(new ChatClient.Sending(Speech.question(first + 1 + number, 5, 10), onBusy + number,
                            manners[number % manners.length], session, onBusy));
        });
        Audit audit = cluster.audit();
        Duration unused = audit.awaitSettled();
        Report.of(POSTS + " at once, " + onBusy, (System.nanoTime() - from) / 1_000_000 + " ms, " + ledger);
        audit.check(ledger);
        assertEquals(List.of(), cluster.model().disordered(), "roles do not alternate");
        assertEquals(ledger.acknowledged().size(), new HashSet<>(ledger.acknowledged().values()).size());
        return ledger;
    }

    private static String sessionOf(int first) {
        return "(SELECT m.session_id FROM messages m WHERE m.content = '" + Speech.question(first, 2, 1) + "')";
    }

    private Set<String> answered(Ledger ledger) {
        var answered = new HashSet<String>();
        for (Audit.Turn turn : cluster.audit().turns()) {
            if (ledger.acknowledged().containsKey(turn.question()) && turn.status().equals("completed")) {
                answered.add(turn.question());
            }
        }
        return answered;
    }
}
