package dev.confab.openai.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.embedding.Embedder;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingFactoryTest {

    @Test
    void context_withNothingConfigured_hasNoEmbedder() {
        try (ApplicationContext context = start(Map.of("MODEL_PROVIDER", ""))) {
            assertTrue(context.findBean(Embedder.class).isEmpty());
        }
    }

    /** Two that could be one are none to whoever needs exactly one, also when one of them would not be made. */
    @Test
    void context_thatMakesVectorsItself_hasNotEvenTheDeclarationOfOne() {
        try (ApplicationContext context = start(Map.of("OPENAI_API_KEY", "k", "EMBEDDINGS", "minilm"))) {
            assertTrue(context.getBeanDefinitions(Embedder.class).isEmpty());
        }
    }

    @Test
    void context_withAKey_hasOne_thatClosesWithIt_andNothingIsSent() {
        OpenAiEmbedder embedder;
        try (ApplicationContext context = start(Map.of("OPENAI_API_KEY", "k", "VECTOR_DIM", "512",
                "EMBEDDING_BATCH", "10"))) {
            embedder = assertInstanceOf(OpenAiEmbedder.class, context.getBean(Embedder.class));

            assertEquals(512, embedder.space().dimension());
            assertEquals("text-embedding-3-small", embedder.space().model());
            assertEquals(10, embedder.batch());
        }
        assertTrue(embedder.isClosed());
    }

    @Test
    void context_withAWrongSetting_stopsWithOneLine() {
        Throwable failure = assertThrows(RuntimeException.class,
                () -> start(Map.of("OPENAI_API_KEY", "k", "VECTOR_DIM", "wide")).close());
        while (failure.getCause() != null && !(failure instanceof ConfigurationException)) {
            failure = failure.getCause();
        }
        assertEquals("VECTOR_DIM: must be a whole number from 1 to 4096",
                assertInstanceOf(ConfigurationException.class, failure).getMessage());
    }

    private static ApplicationContext start(Map<String, Object> environment) {
        return ApplicationContext.builder()
                .environmentPropertySource(false)
                .propertySources(PropertySource.of("env", environment, PropertyConvention.ENVIRONMENT_VARIABLE,
                        PropertySource.Origin.of("test")))
                .start();
    }
}
