package dev.confab.openai.rerank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.retrieval.Reranker;
import dev.confab.openai.ApiKey;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RerankFactoryTest {

    @Test
    void context_withoutAnAddress_hasNoReranker() {
        try (ApplicationContext context = ApplicationContext.run()) {
            assertTrue(context.findBean(Reranker.class).isEmpty());
        }
    }

    @Test
    void context_withOne_hasOneThatClosesWithIt() {
        RerankEndpoint reranker;
        try (ApplicationContext context = ApplicationContext
                .run(Map.of("rerank.base-url", "http://127.0.0.1:9", "rerank.model", "m"))) {
            reranker = assertInstanceOf(RerankEndpoint.class, context.getBean(Reranker.class));
        }
        assertTrue(reranker.isClosed());
    }

    @Test
    void context_withAWrongSetting_stopsWithOneLine() {
        Throwable failure = assertThrows(RuntimeException.class,
                () -> ApplicationContext.run(Map.of("rerank.base-url", "nowhere")).close());
        while (failure.getCause() != null && !(failure instanceof ConfigurationException)) {
            failure = failure.getCause();
        }
        assertTrue(String.valueOf(failure.getMessage()).startsWith("RERANK_BASE_URL: must be an http:// or https://"));
    }

    @Test
    void settings_areRead() {
        assertEquals(Optional.empty(), RerankSettings.read(Map.of()));
        assertEquals(
                Optional.of(new RerankSettings(URI.create("https://api.jina.ai/v1"), Optional.of(new ApiKey("k")),
                        Optional.of("m"))),
                RerankSettings.read(Map.of("RERANK_BASE_URL", "https://api.jina.ai/v1/", "RERANK_API_KEY", "k",
                        "RERANK_MODEL", " m ")));
        assertEquals("RERANK_BASE_URL: is needed to rate passages", assertThrows(IllegalArgumentException.class,
                () -> RerankSettings.read(Map.of("RERANK_MODEL", "m"))).getMessage());
    }
}
