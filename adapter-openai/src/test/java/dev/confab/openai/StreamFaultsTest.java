package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.faults.Direction;
import dev.confab.application.faults.FaultProxy;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.ReplyStream;
import dev.confab.openai.http.PhaseLimits;
import dev.confab.openai.provider.Served;
import dev.confab.openai.provider.StandInProvider;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand answers, each ended at a random byte by FIN, RST, silence or garbage. Half of them come in small pieces. With
 * {@code -Dfaults.seed=N -Dfaults.streams=M} it runs over other ones.
 */
@Timeout(120)
class StreamFaultsTest {

    private static final long SEED = Long.getLong("faults.seed", 1_000_000);
    private static final int STREAMS = Integer.getInteger("faults.streams", 1_000);
    private static final int AT_ONCE = 250;
    private static final Pattern QUESTION = Pattern.compile("answer number (-?\\d+)");
    private static final PhaseLimits LIMITS = new PhaseLimits(Duration.ofSeconds(10), Duration.ofSeconds(3),
            Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(15));

    /** What became of one answer. */
    private record Outcome(long seed, List<ReplyEvent> events, Duration time) {}

    @Test
    void streams_endedAtARandomByte_endOnceAndTellTheTruth() throws Exception {
        Set<Thread> before = watchdogs();
        var outcomes = new ArrayList<Outcome>();
        try (StandInProvider provider = StandInProvider.start().always(StreamFaultsTest::answer);
                FaultProxy proxy = FaultProxy.to(provider.port()).slice(Direction.TO_CLIENT, 100, SEED);
                OpenAiLlmGateway direct = gateway(provider.port());
                OpenAiLlmGateway sliced = gateway(proxy.port())) {
            var asked = new ArrayList<Callable<Outcome>>();
            var places = new Semaphore(AT_ONCE);
            for (int i = 0; i < STREAMS; i++) {
                long seed = SEED + i;
                asked.add(() -> {
                    places.acquire();
                    try {
                        return ask(seed % 2 == 0 ? direct : sliced, seed);
                    } finally {
                        places.release();
                    }
                });
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Outcome> outcome : threads.invokeAll(asked)) {
                    outcomes.add(outcome.get());
                }
            }
            assertEquals(0, direct.pool().inUse());
            assertEquals(0, sliced.pool().inUse());
            direct.close();
            sliced.close();
            assertTrue(provider.awaitOpen(0, Duration.ofSeconds(5)), () -> provider.open() + " connections left");
        }
        // A watchdog's thread ends when it watches over nothing any more.
        for (Thread watchdog : watchdogs()) {
            assertTrue(before.contains(watchdog) || watchdog.join(Duration.ofSeconds(5)), "a call is still watched");
        }
        List<String> wrong = outcomes.stream()
                .map(StreamFaultsTest::complaint)
                .filter(line -> !line.isEmpty())
                .toList();
        assertEquals("", wrong.stream().limit(10).collect(Collectors.joining("\n")), () -> wrong.size() + " in all");
    }

    private static void answer(Served to) throws IOException {
        Matcher question = QUESTION.matcher(to.request().body());
        assertTrue(question.find());
        CutAnswer.of(Long.parseLong(question.group(1))).serve(to);
    }

    /** One attempt for each answer, whatever others came to. */
    private static OpenAiLlmGateway gateway(int port) {
        return OpenAiLlmGateway
                .builder(ModelSettings.at(URI.create("http://127.0.0.1:" + port + "/v1"), "m").withLimits(LIMITS))
                .retries(new RetryPolicy(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, () -> 0))
                .breaking(new BreakerRules(Duration.ofSeconds(1), STREAMS + 1, STREAMS + 1, 1, Duration.ofSeconds(1), 1,
                        Duration.ofSeconds(1)))
                .build();
    }

    private static Outcome ask(OpenAiLlmGateway gateway, long seed) {
        long start = System.nanoTime();
        try (ReplyStream reply = gateway.open(GatewayFixture.call("answer number " + seed))) {
            var events = new ArrayList<ReplyEvent>();
            do {
                events.add(reply.next());
            } while (!(events.getLast() instanceof ReplyEvent.End));
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            assertThrows(IllegalStateException.class, reply::next);
            return new Outcome(seed, events, time);
        }
    }

    /** Returns what is wrong with an outcome, empty if nothing is. */
    private static String complaint(Outcome outcome) {
        CutAnswer answer = CutAnswer.of(outcome.seed());
        String text = GatewayFixture.text(outcome.events());
        ReplyEvent end = outcome.events().getLast();
        boolean completed = end instanceof ReplyEvent.Completed;
        var wrong = new ArrayList<String>();
        complain(wrong, end instanceof ReplyEvent.Cancelled, "cancelled");
        complain(wrong, completed && !answer.mayComplete(), "completed without a finish reason");
        complain(wrong, !completed && answer.mustComplete(), "failed though it was complete");
        complain(wrong, completed && !text.equals(answer.text()), "completed with another text");
        complain(wrong, !answer.text().startsWith(text), "text that nobody said");
        complain(wrong, !text.startsWith(answer.leastText()), "text got lost");
        complain(wrong, outcome.time().compareTo(LIMITS.total()) > 0, "too late");
        return wrong.isEmpty() ? ""
                : wrong + " after " + outcome.time().toMillis() + " ms: -Dfaults.streams=1 -Dfaults.seed="
                        + outcome.seed()
                        + " (" + answer + ") " + end;
    }

    private static void complain(List<String> wrong, boolean so, String about) {
        if (so) {
            wrong.add(about);
        }
    }

    private static Set<Thread> watchdogs() {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(thread -> thread.getName().equals("confab-model-watchdog"))
                .collect(Collectors.toSet());
    }
}
