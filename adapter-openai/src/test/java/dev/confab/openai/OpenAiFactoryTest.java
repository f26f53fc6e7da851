package dev.confab.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.confab.domain.llm.LlmGateway;
import dev.confab.domain.prompt.TokenCounter;
import dev.confab.openai.offline.OfflineLlmGateway;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.context.exceptions.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiFactoryTest {

    @Test
    void gateway_withNothingConfigured_isTheOfflineModel() {
        try (ApplicationContext context = start(Map.of("MODEL_PROVIDER", ""))) {
            assertInstanceOf(OfflineLlmGateway.class, context.getBean(LlmGateway.class));
            assertInstanceOf(JtokkitTokenCounter.class, context.getBean(TokenCounter.class));
        }
    }

    @Test
    void gateway_withAKeyInTheEnvironment_asksItsProviderAndClosesWithTheContext() throws InterruptedException {
        LlmGateway gateway;
        try (ApplicationContext context = start(
                Map.of("GROQ_API_KEY", "k", "MODEL_NAME", "m", "MODEL_MAX_ANSWER_TOKENS", "100"))) {
            gateway = context.getBean(LlmGateway.class);

            assertEquals("groq", gateway.profile().provider());
            assertEquals("m", gateway.profile().model());
            assertEquals(100, gateway.profile().answerTokens());
        }
        assertTrue(assertInstanceOf(OpenAiLlmGateway.class, gateway).isClosed());
    }

    @Test
    void start_withAWrongSetting_stopsWithOneLine() {
        Throwable failure = assertThrows(RuntimeException.class,
                () -> start(Map.of("OPENAI_API_KEY", "k", "MODEL_TOTAL_TIMEOUT", "soon")).close());
        while (failure.getCause() != null && !(failure instanceof ConfigurationException)) {
            failure = failure.getCause();
        }

        assertEquals("MODEL_TOTAL_TIMEOUT: must be a time such as 500ms, 3s or 5m, more than nothing and at most 24h",
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
