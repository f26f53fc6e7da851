package dev.confab.rest.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.Confab;
import dev.confab.domain.Owner;
import dev.confab.domain.PlainText;
import dev.confab.domain.llm.FinishReason;
import dev.confab.domain.llm.ReplyEvent;
import dev.confab.domain.llm.Usage;
import dev.confab.domain.quota.Limit;
import dev.confab.domain.quota.Standing;
import dev.confab.rest.testing.JsonValue;
import dev.confab.rest.testing.RawClient;
import dev.confab.rest.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers of one database and what a user may use of both together. */
@Timeout(120)
class SharedQuotaTest {

    /** Less than what is held back for a turn. */
    private static final int USED = 2_000;
    private static final int MOST = 60_000;

    @TempDir
    private Path home;

    private TestServer server(boolean shared) {
        TestServer server = TestServer.startOnDatabase(Map.of("confab.home", home.toString(), "confab.embedded.shared",
                shared, "requests.per.minute", "150", "tokens.per.day", Integer.toString(MOST)));
        for (int reply = 0; reply < 200; reply++) {
            server.standIns.model.script(List.of(new ReplyEvent.Delta(PlainText.of("Fine.")),
                    new ReplyEvent.Completed(FinishReason.STOP, Optional.of(new Usage(USED, 0)))));
        }
        return server;
    }

    @Test
    void burst_overTwoServers_isAdmittedUpToTheLimit_andOverspendsNothing() throws Exception {
        try (TestServer one = server(false);
                TestServer other = server(true);
                var threads = Executors.newFixedThreadPool(16)) {
            List<Callable<RawClient.Response>> calls = IntStream.range(0,
                    200).<Callable<RawClient.Response>>mapToObj(nth -> () -> (nth % 2 == 0 ? one : other)
                            .chat("{\"message\": \"Hi\"}"))
                    .toList();
            Map<String, Long> outcomes = threads.invokeAll(calls)
                    .stream()
                    .map(SharedQuotaTest::outcome)
                    .collect(Collectors.groupingBy(word -> word, Collectors.counting()));

            assertEquals(50, outcomes.get("rate_limited"), outcomes.toString());
            long answered = outcomes.getOrDefault("completed", 0L);
            assertTrue(answered >= 1 && answered <= MOST / USED, outcomes.toString());
            assertEquals(150 - answered, outcomes.get("quota_exceeded"), outcomes.toString());
            // Whoever settles it, and when: what was used is known as soon as an answer is given.
            Standing standing = one.context().getBean(Confab.class).quotas().read(Owner.LOCAL).orElseThrow();
            assertEquals(answered * USED, standing.settled(Limit.TOKENS_PER_DAY));
            assertEquals(0, standing.held(Limit.TOKENS_PER_DAY));
            assertEquals(0, standing.liveRuns());
            assertEquals(150, standing.requests());
        }
    }

    private static String outcome(Future<RawClient.Response> told) {
        try {
            JsonValue body = told.get().json();
            return body.has("code") ? body.at("code").text() : body.at("status").text();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
