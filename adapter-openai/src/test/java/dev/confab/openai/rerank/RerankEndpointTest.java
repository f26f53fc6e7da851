package dev.confab.openai.rerank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.application.contract.RerankerContract;
import dev.confab.domain.PlainText;
import dev.confab.domain.fault.LlmFault;
import dev.confab.domain.retrieval.Reranker;
import dev.confab.openai.ApiKey;
import dev.confab.openai.WholeCalls;
import dev.confab.openai.provider.Behaviours;
import dev.confab.openai.provider.Served;
import dev.confab.openai.provider.StandInProvider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RerankEndpointTest extends RerankerContract {

    private static final PlainText QUESTION = PlainText.of("secret torque");
    private static final List<PlainText> TWO = List.of(PlainText.of("secret light"), PlainText.of("secret torque"));

    private final StandInProvider provider = StandInProvider.start();
    private RerankEndpoint reranker = at(provider.baseUrl(), Optional.of("rerank-test"));

    private static RerankEndpoint at(URI address, Optional<String> model) {
        var settings = new RerankSettings(address, Optional.of(new ApiKey("sk-secret")), model);
        return new RerankEndpoint(settings,
                WholeCalls.builder(RerankEndpoint.where(settings)).pause((time, closing) -> {}).build());
    }

    @AfterEach
    void close() {
        reranker.close();
        provider.close();
    }

    @Override
    protected Reranker reranker() {
        return reranker;
    }

    @Test
    void request_isWhatCohereJinaAndVllmTake() {
        assertEquals(List.of(0.5, 1.0), reranker.rate(QUESTION, TWO));
        Served.Request request = provider.requests().getLast();

        assertEquals("/v1/rerank", request.path());
        assertEquals("Bearer sk-secret", request.headers().get("authorization"));
        assertEquals("{\"model\":\"rerank-test\",\"top_n\":2,\"query\":\"secret torque\","
                + "\"documents\":[\"secret light\",\"secret torque\"]}", request.body());
    }

    @Test
    void request_withoutAModel_isWhatTextEmbeddingsInferenceTakes() {
        reranker.close();
        reranker = at(URI.create("http://127.0.0.1:" + provider.port() + "/rerank"), Optional.empty());

        assertEquals(List.of(0.5, 1.0), reranker.rate(QUESTION, TWO));
        assertEquals("/rerank", provider.requests().getLast().path());
        assertEquals("{\"truncate\":true,\"query\":\"secret torque\",\"texts\":[\"secret light\",\"secret torque\"]}",
                provider.requests().getLast().body());
    }

    @Test
    void logits_areBroughtToZeroToOne_alsoThoseAfterTheFirstOnes() {
        answer("{\"results\":[{\"index\":1,\"relevance_score\":4.0},{\"index\":0,\"relevance_score\":-4.0}]}");
        List<Double> ratings = reranker.rate(QUESTION, TWO);
        assertEquals(0.018, ratings.getFirst(), 1e-3);
        assertEquals(0.982, ratings.getLast(), 1e-3);

        answer("{\"data\":[{\"index\":1,\"score\":0.5},{\"index\":0,\"score\":0.0}]}");
        assertEquals(0.5, reranker.rate(QUESTION, TWO).getFirst(), 1e-9);
    }

    @Test
    void longTexts_areCut_notWithinACharacter() {
        var emoji = PlainText.of("x" + "🤖".repeat(10_000));
        reranker.rate(emoji, List.of(emoji));

        assertTrue(provider.requests().getLast().body().length() < 10_200);
        assertFalse(provider.requests().getLast().body().contains("\uFFFD"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "garbage", "[]", "{}", "{\"results\":[]}", "{\"results\":[{\"index\":0,\"score\":1}]}",
            "{\"results\":[{\"index\":0,\"score\":1},{\"index\":0,\"score\":1}]}",
            "{\"results\":[{\"index\":0,\"score\":1},{\"index\":2,\"score\":1}]}",
            "{\"results\":[{\"index\":0,\"score\":1},{\"index\":-1,\"score\":1}]}",
            "{\"results\":[{\"index\":0,\"score\":1},{\"score\":1}]}",
            "{\"results\":[{\"index\":0,\"score\":1},{\"index\":1,\"score\":\"1\"}]}",
            "{\"results\":[{\"index\":0,\"score\":1},{\"index\":1}]}",
            "{\"results\":[{\"index\":0,\"score\":1},{\"index\":1,\"score\":1e999}]}",
            "{\"error\":{\"message\":\"secret\"}}", "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":" })
    void answer_thatLeavesADoubt_isRefused(String body) {
        answer(body);
        LlmFault fault = assertThrows(LlmFault.class, () -> reranker.rate(QUESTION, TWO));

        assertInstanceOf(LlmFault.ProtocolBroken.class, fault);
        assertFalse(String.valueOf(fault.getMessage()).contains("secret"));
        assertEquals(2, provider.served());
    }

    @Test
    void faults_areTyped() {
        provider.always("/rerank", Behaviours.error(401, ""));
        assertThrows(LlmFault.Misconfigured.class, () -> reranker.rate(QUESTION, TWO));
        provider.always("/rerank", Behaviours.error(429, "", "Retry-After: 20"));
        assertThrows(LlmFault.RateLimited.class, () -> reranker.rate(QUESTION, TWO));
        provider.always("/rerank", Behaviours.resets());
        assertThrows(LlmFault.Unavailable.class, () -> reranker.rate(QUESTION, TWO));
    }

    @Test
    void slowAnswer_isNotWaitedForLongerThanThreeSeconds() {
        provider.always("/rerank", Behaviours.hangs());
        long begun = System.nanoTime();

        assertThrows(LlmFault.TimedOut.class, () -> reranker.rate(QUESTION, TWO));
        assertTrue(Duration.ofNanos(System.nanoTime() - begun).compareTo(Duration.ofSeconds(5)) < 0);
    }

    private void answer(String body) {
        provider.always("/rerank", Behaviours.status(200, "application/json", body));
    }
}
